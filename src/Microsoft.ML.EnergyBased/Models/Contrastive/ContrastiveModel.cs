using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

/// <summary>The energy that <see cref="ContrastiveDivergenceTrainer"/> trains. Immutable.</summary>
public sealed class ContrastiveModel
{
    private ContrastiveModel(bool isNetwork, int[] hiddenUnits, VisibleUnits visibleUnits, Activation activation, float quadratic)
    {
        IsNetwork = isNetwork;
        HiddenUnits = hiddenUnits;
        VisibleUnits = visibleUnits;
        Activation = activation;
        Quadratic = quadratic;
    }

    internal bool IsNetwork { get; }

    internal IReadOnlyList<int> HiddenUnits { get; }

    internal VisibleUnits VisibleUnits { get; }

    internal Activation Activation { get; }

    internal float Quadratic { get; }

    /// <summary>The values that the energy is made for, or null for all.</summary>
    internal (float Minimum, float Maximum)? Domain => IsNetwork || VisibleUnits != VisibleUnits.Bernoulli ? null : (0, 1);

    /// <summary>
    /// A restricted Boltzmann machine, E(v, h) = −vᵀWh − bᵀv − cᵀh with binary hidden units; its energy of a row is the free
    /// energy (<see cref="RestrictedBoltzmannEnergy"/>).
    /// </summary>
    /// <param name="hiddenUnits">H, at least 1.</param>
    /// <param name="visibleUnits">Bits, for features in [0, 1], or Gaussian units with variances that are learnt, for real numbers.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static ContrastiveModel RestrictedBoltzmann(int hiddenUnits = 64, VisibleUnits visibleUnits = VisibleUnits.Bernoulli)
    {
        Check.Positive(hiddenUnits, nameof(hiddenUnits));
        Check.Defined(visibleUnits, nameof(visibleUnits));
        return new ContrastiveModel(false, [hiddenUnits], visibleUnits, default, 0);
    }

    /// <summary>A network with one output and a quadratic term, E(y) = f(y) + ½κ‖y‖² (<see cref="NetworkEnergy"/>).</summary>
    /// <param name="hiddenUnits">Units of each hidden layer, each at least 1, in 1 to 256 layers; null for 64, 64.</param>
    /// <param name="activation">The activation of the hidden layers; a smooth one gives samplers a smooth gradient.</param>
    /// <param name="quadratic">κ, finite and at least 0; above 0 it keeps e^{−βE} integrable where f grows more slowly.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static ContrastiveModel EnergyNetwork(IReadOnlyList<int>? hiddenUnits = null, Activation activation = Activation.SiLU, float quadratic = 0)
    {
        int[] units = [.. hiddenUnits ?? [64, 64]];
        Check.Layers(units, 1, NetworkArchitecture.MaximumHiddenLayers, nameof(hiddenUnits));
        Check.Defined(activation, nameof(activation));
        Check.NonNegativeFinite(quadratic, nameof(quadratic));
        return new ContrastiveModel(true, units, default, activation, quadratic);
    }

    /// <summary>Says what the model is.</summary>
    public override string ToString() => IsNetwork
        ? FormattableString.Invariant($"EnergyNetwork({string.Join('-', HiddenUnits)}, {Activation}, κ = {Quadratic})")
        : $"RestrictedBoltzmann({HiddenUnits[0]} hidden units, {VisibleUnits} visible units)";
}
