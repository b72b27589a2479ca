using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>The decoder of a conditional energy, [x, z] → hidden layers → y, and how z is searched for behind it.</summary>
/// <param name="ContextSize">The length of x, at least 1.</param>
/// <param name="TargetSize">The length of y, at least 1.</param>
/// <param name="Latent">Where z is sought.</param>
/// <param name="HiddenUnits">Units of each hidden layer.</param>
/// <param name="Activation">The activation of the hidden layers.</param>
/// <param name="OutputActivation">The activation of the last layer.</param>
internal sealed record ConditionalShape(
    int ContextSize, int TargetSize, LatentSet Latent, IReadOnlyList<int> HiddenUnits, Activation Activation, Activation OutputActivation)
{
    /// <summary>The descents to a minimum over more than two coordinates.</summary>
    public DecoderSearchSettings Search { get; init; } = new() { Descents = 6, Iterations = 300, Tolerance = 1e-6f };

    /// <summary>z of a sample over more than two coordinates, at least 1.</summary>
    public int Draws { get; init; } = 4096;

    /// <exception cref="ArgumentOutOfRangeException">A size is too small, or an activation unknown.</exception>
    public NetworkArchitecture CreateNetwork()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ContextSize, 1);
        Activation[] activations = [.. Enumerable.Repeat(Activation, HiddenUnits.Count), OutputActivation];
        return NetworkArchitecture.Chain(checked(ContextSize + Latent.Size), [.. HiddenUnits, TargetSize], activations);
    }

    public LatentGrid? CreateGrid()
        => Latent.Coordinates is 1 or 2 ? new LatentGrid(Latent.Coordinates, Latent.Minimum, Latent.Maximum, Latent.IsPeriodic) : null;
}
