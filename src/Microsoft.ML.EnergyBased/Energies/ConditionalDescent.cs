using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>Where one descent stands; its vectors lie beside it.</summary>
internal struct ConditionalDescent
{
    // The first step goes so far, where the size of the region is 1.
    private const float FirstStep = 0.1f;

    // What shortens a step, and what it grows by from then on.
    private const float Shrink = 0.25f;
    private const float LaterGrowth = 1.1f;

    /// <summary>The row, in its tile, that it is for.</summary>
    public int Row;

    /// <summary>E at z, R(z) included.</summary>
    public float Energy;

    /// <summary>The size of the next step.</summary>
    public float Step;

    /// <summary>What the step grows by after each that lowers the energy.</summary>
    public float Growth;

    /// <summary>What the step is held against: the gap at which it has converged is so many times τ.</summary>
    public float SquaredNorm;

    /// <summary>Steps since the momentum was last dropped.</summary>
    public int Age;

    public int Iterations;

    /// <summary>½⟨g, z − P(z − tg)⟩, what a step of the gradient promises; 1/t is the curvature on the way of the last step.</summary>
    public float Gap;

    public bool IsConverged;

    public readonly LatentSearch Search => new(Iterations, Gap, IsConverged);

    /// <summary>Begins at z, whose energy and row are set; what <paramref name="trial"/> holds is overwritten.</summary>
    public void Start(
        LatentDomain domain, float tolerance, float squaredNorm,
        ReadOnlySpan<float> z, Span<float> before, ReadOnlySpan<float> gradient, Span<float> trial)
    {
        z.CopyTo(before);
        SquaredNorm = squaredNorm;
        float norm = TensorPrimitives.Norm(gradient);
        Step = norm > 0 ? FirstStep * domain.SizeAt(z) / norm : 0;
        Growth = 2;
        Measure(domain, Step, z, gradient, trial, tolerance);
    }

    /// <summary>Writes the next point to try: P(z + μ(z − z′) − sg), where z′ is the point before z.</summary>
    public readonly void Propose(LatentDomain domain, ReadOnlySpan<float> z, ReadOnlySpan<float> before, ReadOnlySpan<float> gradient, Span<float> trial)
    {
        float momentum = Age / (Age + 3f);
        for (int j = 0; j < trial.Length; j++)
            trial[j] = z[j] + (momentum * (z[j] - before[j])) - (Step * gradient[j]);
        domain.Project(trial);
    }

    /// <summary>
    /// Goes to the tried point unless the energy is higher there; then it drops the momentum, or shortens the step. What
    /// <paramref name="trial"/> held is overwritten.
    /// </summary>
    public void Decide(
        LatentDomain domain, float tolerance, float energy, ReadOnlySpan<float> slope, Span<float> trial,
        Span<float> z, Span<float> before, Span<float> gradient)
    {
        Iterations++;
        if (energy <= Energy)
        {
            float along = 0;
            float length = 0;
            for (int j = 0; j < z.Length; j++)
            {
                float way = trial[j] - z[j];
                along += way * (slope[j] - gradient[j]);
                length += way * way;
                before[j] = z[j];
                z[j] = trial[j];
                gradient[j] = slope[j];
            }
            Energy = energy;
            Age++;
            Step *= Growth;
            Measure(domain, along > 0 ? Math.Max(Step, length / along) : Step, z, gradient, trial, tolerance);
        }
        else
        {
            z.CopyTo(before);
            // What fails right after the momentum was dropped fails by its length.
            if (Age == 0)
            {
                Step *= Shrink;
                Growth = LaterGrowth;
                Measure(domain, Step, z, gradient, trial, tolerance);
            }
            Age = 0;
        }
    }

    /// <summary>Measures the gap at z, for steps of size t.</summary>
    public void Measure(LatentDomain domain, float step, ReadOnlySpan<float> z, ReadOnlySpan<float> gradient, Span<float> next, float tolerance)
    {
        float promise = 0;
        TensorPrimitives.MultiplyAdd(gradient, -step, z, next);
        domain.Project(next);
        for (int j = 0; j < z.Length; j++)
            promise += gradient[j] * (z[j] - next[j]);
        Gap = 0.5f * promise;
        IsConverged = Gap <= tolerance * (Energy + (tolerance * SquaredNorm));
    }
}
