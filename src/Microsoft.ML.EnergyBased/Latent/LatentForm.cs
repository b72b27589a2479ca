namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>The kinds of <see cref="LatentSet"/>. The numbers stand in model files.</summary>
internal enum LatentForm
{
    Discrete = 1,
    Box = 2,
    Circle = 3,
}
