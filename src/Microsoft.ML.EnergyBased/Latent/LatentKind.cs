namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>The kinds of <see cref="LatentSet"/>. The numbers stand in model files.</summary>
internal enum LatentKind
{
    /// <summary>One of some branches, written one-hot.</summary>
    Discrete = 1,

    /// <summary>Each value in [minimum, maximum].</summary>
    Box = 2,

    /// <summary>(cos t, sin t).</summary>
    Circle = 3,

    /// <summary>‖z‖ = 1.</summary>
    Sphere = 4,

    /// <summary>‖z‖ ≤ 1.</summary>
    Ball = 5,

    /// <summary>Anywhere.</summary>
    Free = 6,
}
