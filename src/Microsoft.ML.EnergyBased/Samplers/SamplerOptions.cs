namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>What every sampler can be told. A sampler copies it when it is made.</summary>
public sealed class SamplerOptions
{
    /// <summary>β of the target density e^{−βE(y)}/Z, above 0 and finite. Default 1.</summary>
    public float InverseTemperature { get; set; } = 1;

    /// <summary>
    /// The least value of a coordinate: empty (the default) for none, one value for all coordinates, or one for each.
    /// A kernel with a Metropolis decision rejects what lies outside the box, which keeps its target exact; the
    /// others clamp to it.
    /// </summary>
    public IReadOnlyList<float> Minimum { get; set; } = [];

    /// <summary>The greatest value of a coordinate, like <see cref="Minimum"/>.</summary>
    public IReadOnlyList<float> Maximum { get; set; } = [];

    /// <summary>
    /// Indices of the coordinates that keep their values: the others are then sampled conditionally on them. Empty (the
    /// default) for none.
    /// </summary>
    public IReadOnlyList<int> FixedCoordinates { get; set; } = [];

    /// <summary>Threads that a step may use, at least 1, or null (the default) for all of the machine's. It changes no bit of the result.</summary>
    public int? NumberOfThreads { get; set; }
}
