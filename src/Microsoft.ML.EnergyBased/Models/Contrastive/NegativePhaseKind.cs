namespace Microsoft.ML.EnergyBased.Models.Contrastive;

internal enum NegativePhaseKind
{
    Gibbs,
    KickAndDescend,
    MonteCarlo,
    Metropolis,
    Langevin,
    Hamiltonian,
}
