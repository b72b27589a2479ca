namespace Microsoft.ML.EnergyBased.Data;

/// <summary>What an input column holds.</summary>
internal enum InputKind
{
    /// <summary>A vector of <see cref="float"/> of known size.</summary>
    Vector,

    /// <summary>One <see cref="float"/>.</summary>
    Scalar,

    /// <summary>A key of <see cref="uint"/>, counted from 1; read as a number from 0, NaN where it is missing.</summary>
    Key,
}
