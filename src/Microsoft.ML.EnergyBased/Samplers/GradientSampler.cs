using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>A kernel that follows the gradient of the energy; its states cache it.</summary>
public abstract class GradientSampler : Sampler
{
    private protected GradientSampler(IDifferentiableEnergy energy, float stepSize, SamplerOptions? options)
        : base(energy, options)
    {
        if (!(stepSize > 0 && float.IsFinite(stepSize)))
            throw new ArgumentOutOfRangeException(nameof(stepSize), stepSize, "The step size must be above 0 and finite.");
        StepSize = stepSize;
    }

    /// <summary>ε, the size of a step.</summary>
    public float StepSize { get; }

    private protected override bool NeedsGradients => true;
}
