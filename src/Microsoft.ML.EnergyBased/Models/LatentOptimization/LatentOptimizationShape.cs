using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>What a decoder with free latents looks like: z → hidden layers → y.</summary>
/// <param name="Dimension">The length of y, at least 1.</param>
/// <param name="LatentSize">The length of z, at least 1.</param>
/// <param name="HiddenUnits">Units of each hidden layer, from z to y; none for one layer.</param>
/// <param name="Activation">Of the hidden layers.</param>
/// <param name="OutputActivation">Of the last.</param>
/// <param name="Constraint">Where z may lie.</param>
/// <param name="Penalty">α of a free latent's prior, positive; others have no use for it.</param>
internal sealed record LatentOptimizationShape(
    int Dimension, int LatentSize, IReadOnlyList<int> HiddenUnits, Activation Activation, Activation OutputActivation, LatentConstraint Constraint, float Penalty = 0)
{
    /// <summary>Where z may lie.</summary>
    public LatentSet Latent => Constraint switch
    {
        LatentConstraint.Sphere => LatentSet.Sphere(LatentSize),
        LatentConstraint.Ball => LatentSet.Ball(LatentSize),
        _ => LatentSet.Free(LatentSize, Penalty),
    };

    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or an activation unknown.</exception>
    public NetworkArchitecture CreateNetwork()
        => NetworkArchitecture.Chain(LatentSize, [.. HiddenUnits, Dimension], [.. Enumerable.Repeat(Activation, HiddenUnits.Count), OutputActivation]);
}
