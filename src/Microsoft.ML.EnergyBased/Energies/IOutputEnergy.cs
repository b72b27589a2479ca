namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An energy that computes all outputs that are wanted of a block in one pass over its rows.</summary>
internal interface IOutputEnergy : IEnergy
{
    /// <summary>Fills every span that is not empty.</summary>
    /// <param name="rows">count × <see cref="IEnergy.Dimension"/> values.</param>
    /// <param name="outputs">Room for count rows of what is wanted.</param>
    void Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs);
}
