namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An energy whose free energy F_β is known at every inverse temperature β.</summary>
/// <remarks>
/// Where F_β is estimated by sampling, as for sparse codes and free latents of a decoder, the energy itself stays at β = ∞,
/// and its method FreeEnergy gives the estimates; that of a principal subspace differs from F_∞ by a constant alone.
/// </remarks>
public interface ITemperedEnergy : IEnergy
{
    /// <summary>β, above 0.</summary>
    float InverseTemperature { get; }

    /// <summary>The same model at another temperature.</summary>
    /// <param name="inverseTemperature">β, above 0; ∞, where the model has a minimum over its latent, for that.</param>
    /// <returns>An energy of the same class.</returns>
    /// <exception cref="ArgumentOutOfRangeException">β is outside its range.</exception>
    ITemperedEnergy WithInverseTemperature(float inverseTemperature);
}
