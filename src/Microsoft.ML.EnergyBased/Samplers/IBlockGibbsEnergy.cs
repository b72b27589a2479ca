using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// An energy of two layers without connections within either: all of one layer is drawn at once, given the other. Its
/// reconstruction is the mean field of such a step, with means in place of draws.
/// </summary>
public interface IBlockGibbsEnergy : IDifferentiableEnergy, IReconstructingEnergy
{
    /// <summary>β of the density e^{−βF_β}/Z that it is drawn from, which is a part of F_β itself.</summary>
    float InverseTemperature { get; }

    /// <summary>Draws the hidden layer of each row, and then the row given it: in place.</summary>
    /// <param name="rows">count × <see cref="IEnergy.Dimension"/> values.</param>
    /// <param name="first">The number of the first row, which its random numbers are keyed by.</param>
    /// <param name="random">The random numbers of this step.</param>
    /// <param name="sweep">Which sweep of the step it is.</param>
    internal void Sweep(Span<float> rows, int first, SamplerRandom random, int sweep);
}
