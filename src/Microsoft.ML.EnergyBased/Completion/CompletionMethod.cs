using Microsoft.ML.EnergyBased.Completion;

namespace Microsoft.ML.EnergyBased;

/// <summary>How the unobserved values of a row are found.</summary>
public enum CompletionMethod
{
    /// <summary>
    /// The energy's own method where it has one (a closed form, or the search for its latent), otherwise
    /// <see cref="MaskedIteration"/> where it reconstructs, and <see cref="GradientDescent"/> where it does not.
    /// </summary>
    Automatic,

    /// <summary>
    /// The unobserved values are replaced by those of the reconstruction until they stay: for autoencoders, and the
    /// mean field of a restricted Boltzmann machine. It settles where the map r is stable, not on ridges where r(y) = y too.
    /// A step that would raise an autoencoder's energy is taken back and halved, so that no answer has more energy than
    /// the start that led to it.
    /// </summary>
    MaskedIteration,

    /// <summary>
    /// Descent of the energy's gradient over the unobserved values, from several starts. It needs an energy that is bounded
    /// below: a start from which a value goes further than a hundred standard deviations from its mean is given up, and where
    /// none is left the answers and energies of the row are NaN.
    /// </summary>
    GradientDescent,

    /// <summary>
    /// Markov chains over the unobserved values with the observed ones held: the answer is their mean, E[y_u | y_o], one
    /// answer whatever their number. Gibbs sampling of a restricted Boltzmann machine, otherwise Hamiltonian Monte Carlo.
    /// NaN where a chain goes further than a hundred standard deviations from the mean, as e^{−βE} has then no mean, or where most
    /// steps diverge.
    /// </summary>
    ClampedSampling,
}
