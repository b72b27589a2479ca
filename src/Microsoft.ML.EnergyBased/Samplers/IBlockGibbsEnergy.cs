using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// An energy whose rows have hidden units beside them, which are independent given the row, as the row's values are given
/// them: drawn in turn, as <see cref="GibbsSampler"/> does, they leave the density as it is.
/// </summary>
public interface IBlockGibbsEnergy : IDifferentiableEnergy
{
    /// <summary>β of the density e^{−βF}/Z that a sweep leaves as it is.</summary>
    float InverseTemperature { get; }

    /// <summary>Draws the hidden units given each row, and then the row given them.</summary>
    /// <param name="rows">The rows of some chains, in place.</param>
    /// <param name="random">The randomness of the step.</param>
    /// <param name="sweep">Which sweep of the step it is.</param>
    /// <param name="first">The index of the first chain.</param>
    internal void Sweep(Span<float> rows, SamplerRandom random, int sweep, int first);
}
