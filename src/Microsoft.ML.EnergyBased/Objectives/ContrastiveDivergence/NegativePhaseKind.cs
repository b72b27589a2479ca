namespace Microsoft.ML.EnergyBased.Objectives;

internal enum NegativePhaseKind
{
    Gibbs,
    KickAndDescend,
    MonteCarlo,
    Metropolis,
    Langevin,
    Hamiltonian,
}
