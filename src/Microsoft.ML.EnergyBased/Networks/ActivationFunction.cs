using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Networks;

/// <summary>Activations over blocks of values, and their derivatives as functions of what the forward pass left.</summary>
/// <remarks>
/// Softplus and SiLU leave their σ(x) in a second buffer, "slopes"; all others find their derivatives from their
/// value y = f(x) alone. Transcendental functions take another path for fewer than four values, so that no caller may
/// pass fewer.
/// </remarks>
internal static class ActivationFunction
{
    /// <summary>What leaky ReLU multiplies negative values by.</summary>
    public const float LeakySlope = 0.01f;

    /// <summary>The least number of values at a time.</summary>
    public const int FewestValues = 4;

    /// <summary>Whether the forward pass keeps slopes.</summary>
    public static bool HasSlopes(Activation activation) => activation is Activation.Softplus or Activation.SiLU;

    /// <summary>values = f(values). Where the activation has slopes, those receive σ of what the values were.</summary>
    public static void Apply(Activation activation, Span<float> values, Span<float> slopes)
    {
        switch (activation)
        {
            case Activation.Identity:
                break;
            case Activation.ReLU:
                TensorPrimitives.Max(values, 0f, values);
                break;
            case Activation.LeakyReLU:
                Scale<LeakyFactor>(values, values, values);
                break;
            case Activation.Tanh:
                Logistic.Tanh(values);
                break;
            case Activation.Sigmoid:
                Logistic.Sigmoid(values);
                break;
            case Activation.Softplus:
                Softplus(values, slopes);
                TensorPrimitives.Negate(values, slopes);
                TensorPrimitives.Exp(slopes, slopes);
                TensorPrimitives.Subtract(1f, slopes, slopes);
                break;
            case Activation.SiLU:
                TensorPrimitives.Sigmoid(values, slopes);
                TensorPrimitives.Multiply(values, slopes, values);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation.");
        }
    }

    /// <summary>values = ln(1 + exp(values)) = max(x, 0) + ln(1 + exp(−|x|)); <paramref name="scratch"/> is overwritten.</summary>
    public static void Softplus(Span<float> values, Span<float> scratch)
    {
        TensorPrimitives.Abs(values, scratch);
        TensorPrimitives.Negate(scratch, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        TensorPrimitives.LogP1(scratch, scratch);
        TensorPrimitives.Max(values, 0f, values);
        TensorPrimitives.Add(values, scratch, values);
    }

    /// <summary>deltas = deltas · f′(x), from y = f(x) and the slopes.</summary>
    public static void MultiplyByDerivative(Activation activation, ReadOnlySpan<float> values, ReadOnlySpan<float> slopes, Span<float> deltas)
    {
        switch (activation)
        {
            case Activation.Identity:
                break;
            case Activation.ReLU:
                Scale<ReLUFactor>(values, values, deltas);
                break;
            case Activation.LeakyReLU:
                Scale<LeakyFactor>(values, values, deltas);
                break;
            case Activation.Tanh:
                Scale<TanhFactor>(values, values, deltas);
                break;
            case Activation.Sigmoid:
                Scale<SigmoidFactor>(values, values, deltas);
                break;
            case Activation.Softplus:
                TensorPrimitives.Multiply(deltas, slopes, deltas);
                break;
            case Activation.SiLU:
                Scale<SiLUFactor>(values, slopes, deltas);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation.");
        }
    }

    /// <summary>deltas = deltas · f″(x), from y = f(x) and the slopes; 0 for the piecewise linear ones.</summary>
    public static void MultiplyBySecondDerivative(Activation activation, ReadOnlySpan<float> values, ReadOnlySpan<float> slopes, Span<float> deltas)
    {
        switch (activation)
        {
            case Activation.Identity or Activation.ReLU or Activation.LeakyReLU:
                deltas.Clear();
                break;
            case Activation.Tanh:
                Scale<TanhCurvature>(values, values, deltas);
                break;
            case Activation.Sigmoid:
                Scale<SigmoidCurvature>(values, values, deltas);
                break;
            case Activation.Softplus:
                Scale<SigmoidFactor>(slopes, slopes, deltas);
                break;
            case Activation.SiLU:
                Scale<SiLUCurvature>(values, slopes, deltas);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation.");
        }
    }

    // deltas ← deltas · TFactor(values, slopes). Each element by itself, in separately rounded steps, so that the bits
    // do not depend on where it stands.
    private static void Scale<TFactor>(ReadOnlySpan<float> values, ReadOnlySpan<float> slopes, Span<float> deltas)
        where TFactor : struct, IFactor
    {
        var i = 0;
        for (; i <= deltas.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(deltas[i..]) * TFactor.Of(new Vector<float>(values[i..]), new Vector<float>(slopes[i..]))).CopyTo(deltas[i..]);
        for (; i < deltas.Length; i++)
            deltas[i] *= TFactor.Of(new Vector<float>(values[i]), new Vector<float>(slopes[i]))[0];
    }

    private interface IFactor
    {
        static abstract Vector<float> Of(Vector<float> y, Vector<float> s);
    }

    private readonly struct ReLUFactor : IFactor
    {
        public static Vector<float> Of(Vector<float> y, Vector<float> s)
            => Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);
    }

    // The sign of y is that of x.
    private readonly struct LeakyFactor : IFactor
    {
        public static Vector<float> Of(Vector<float> y, Vector<float> s)
            => Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<float>.Zero), Vector<float>.One, new Vector<float>(LeakySlope));
    }

    private readonly struct TanhFactor : IFactor
    {
        public static Vector<float> Of(Vector<float> y, Vector<float> s) => (Vector<float>.One - y) * (Vector<float>.One + y);
    }

    private readonly struct TanhCurvature : IFactor
    {
        public static Vector<float> Of(Vector<float> y, Vector<float> s) => -2f * y * TanhFactor.Of(y, s);
    }

    private readonly struct SigmoidFactor : IFactor
    {
        public static Vector<float> Of(Vector<float> y, Vector<float> s) => y * (Vector<float>.One - y);
    }

    private readonly struct SigmoidCurvature : IFactor
    {
        public static Vector<float> Of(Vector<float> y, Vector<float> s) => SigmoidFactor.Of(y, s) * (Vector<float>.One - (2f * y));
    }

    // σ + xσ(1 − σ), where y = xσ.
    private readonly struct SiLUFactor : IFactor
    {
        public static Vector<float> Of(Vector<float> y, Vector<float> s) => s + (y * (Vector<float>.One - s));
    }

    // σ(1 − σ)(2 + x(1 − 2σ)).
    private readonly struct SiLUCurvature : IFactor
    {
        public static Vector<float> Of(Vector<float> y, Vector<float> s)
            => (Vector<float>.One - s) * ((2f * s) + (y * (Vector<float>.One - (2f * s))));
    }
}
