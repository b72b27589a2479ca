namespace Microsoft.ML.EnergyBased.Components.LatentInference;

/// <summary>The kinds of latent-variable models. The numbers stand in model files.</summary>
internal enum LatentKind
{
    SparseCoding = 1,
    LatentOptimization = 2,
    Conditional = 3,
    Mixture = 4,
    PrincipalSubspace = 5,
}
