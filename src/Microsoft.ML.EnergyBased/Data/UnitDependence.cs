namespace Microsoft.ML.EnergyBased.Data;

/// <summary>Whether a model of features in other units is another model.</summary>
internal enum UnitDependence
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>It is with another origin; the scale of all features together makes no other model than options make.</summary>
    Origin,

    /// <summary>It is with another origin, or another scale.</summary>
    OriginAndScale,
}
