using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased;

/// <summary>How parameters follow their gradient. Immutable; what an optimizer remembers between steps lives in the training.</summary>
/// <remarks>
/// Weight decay λ is the component's option. <see cref="Sgd"/> and <see cref="Adam"/> add λ·w to the gradient of a
/// weight, <see cref="AdamW"/> multiplies the weight by 1 − ηλ in each step. Biases do not decay.
/// </remarks>
public sealed class Optimizer
{
    private Optimizer(OptimizerKind kind, float beta1, float beta2, float epsilon)
    {
        Kind = kind;
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
    }

    internal OptimizerKind Kind { get; }

    /// <summary>β₁, or the momentum of SGD.</summary>
    internal float Beta1 { get; }

    internal float Beta2 { get; }

    internal float Epsilon { get; }

    /// <summary>
    /// Stochastic gradient descent: v ← μv + g and w ← w − ηv; with Nesterov's momentum w ← w − η(g + μv) (Sutskever,
    /// Martens, Dahl and Hinton, ICML 2013, in the form that evaluates the gradient at w).
    /// </summary>
    /// <param name="momentum">μ in [0, 1).</param>
    /// <param name="nesterov">Whether the step looks ahead; needs a positive momentum.</param>
    /// <returns>The optimizer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is out of its range or NaN, or 0 with <paramref name="nesterov"/>.</exception>
    public static Optimizer Sgd(float momentum = 0, bool nesterov = false)
    {
        CheckShare(momentum, nameof(momentum));
        if (nesterov && momentum == 0)
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "Nesterov's momentum must be positive.");
        return new Optimizer(nesterov ? OptimizerKind.Nesterov : momentum > 0 ? OptimizerKind.Momentum : OptimizerKind.Plain, momentum, 0, 0);
    }

    /// <summary>
    /// Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η·m̂/(√v̂ + ε), where m̂ = m/(1 − β₁ᵗ) and
    /// v̂ = v/(1 − β₂ᵗ) (Kingma and Ba, ICLR 2015, algorithm 1).
    /// </summary>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="epsilon">ε, positive.</param>
    /// <returns>The optimizer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static Optimizer Adam(float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        => CreateAdam(OptimizerKind.Adam, beta1, beta2, epsilon);

    /// <summary>Adam whose weight decay acts on the weights themselves (Loshchilov and Hutter, ICLR 2019, algorithm 2).</summary>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="epsilon">ε, positive.</param>
    /// <returns>The optimizer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static Optimizer AdamW(float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        => CreateAdam(OptimizerKind.AdamW, beta1, beta2, epsilon);

    /// <summary>Says what the optimizer is.</summary>
    public override string ToString() => Kind switch
    {
        OptimizerKind.Plain => "Sgd",
        OptimizerKind.Momentum => FormattableString.Invariant($"Sgd(μ = {Beta1})"),
        OptimizerKind.Nesterov => FormattableString.Invariant($"Sgd(μ = {Beta1}, Nesterov)"),
        _ => FormattableString.Invariant($"{Kind}(β₁ = {Beta1}, β₂ = {Beta2}, ε = {Epsilon})"),
    };

    private static Optimizer CreateAdam(OptimizerKind kind, float beta1, float beta2, float epsilon)
    {
        CheckShare(beta1, nameof(beta1));
        CheckShare(beta2, nameof(beta2));
        if (!(epsilon > 0) || float.IsInfinity(epsilon))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε must be positive and finite.");
        return new Optimizer(kind, beta1, beta2, epsilon);
    }

    private static void CheckShare(float value, string name)
    {
        if (!(value is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(name, value, "The value must be in [0, 1).");
    }
}
