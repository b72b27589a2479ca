namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>In which direction a quality gets better.</summary>
internal enum Direction
{
    /// <summary>It is to be equal.</summary>
    Neither,

    Greater,

    Lower,
}
