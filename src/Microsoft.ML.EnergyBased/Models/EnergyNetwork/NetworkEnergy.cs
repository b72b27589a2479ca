using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

/// <summary>
/// An energy network: E(y) = f(y) + ½κ‖y‖², f a dense network with one output. The quadratic term with κ above 0 keeps
/// e^{−βE} integrable where f grows more slowly than it (any bounded activation).
/// </summary>
/// <remarks>
/// A row that holds NaN or an infinity gives NaN in every output; its neighbours are untouched. The energy is immutable
/// and may be used from any number of threads at once. Source: LeCun et al., "A Tutorial on Energy-Based Learning"
/// (2006), section 2.
/// </remarks>
public sealed partial class NetworkEnergy : IDifferentiableEnergy, IFeatureEnergy
{
    private readonly float[] _parameters;
    private readonly ParametricNetwork _network;

    /// <param name="architecture">A chain of layers that ends in one output.</param>
    /// <param name="parameters">As the architecture lays them out; copied.</param>
    /// <param name="quadratic">κ, at least 0.</param>
    internal NetworkEnergy(NetworkArchitecture architecture, ReadOnlySpan<float> parameters, float quadratic)
    {
        if (!VectorMath.IsFinite(parameters))
            throw new ArgumentException("A parameter is NaN or infinite.", nameof(parameters));
        _parameters = parameters.ToArray();
        _network = new ParametricNetwork(architecture, parameters, quadratic);
    }

    /// <summary>The number of values in a row.</summary>
    public int Dimension => _network.Dimension;

    /// <summary>κ of the quadratic term.</summary>
    public float Quadratic => _network.Quadratic;

    internal NetworkArchitecture Architecture => _network.Architecture;

    internal ReadOnlySpan<float> Parameters => _parameters;

    /// <inheritdoc/>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => _network.Energy(rows, energies);

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients) => _network.Gradient(rows, energies, gradients);

    /// <summary>
    /// Computes the share of each feature: E(y) less the least E with that one feature anywhere in [−3, 3], where features of
    /// mean 0 and standard deviation 1 lie, or where it is.
    /// </summary>
    /// <remarks>It takes some 75 energies a feature; of several minima in the interval a narrow one may be missed.</remarks>
    /// <param name="rows">count × d values.</param>
    /// <param name="shares">Receives count × d shares, at least 0; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares)
    {
        SpanChecks.CheckLength(shares.Length, SpanChecks.Count(rows, Dimension), Dimension);
        FreedFeatures.OfRows(this, rows, shares);
    }

    /// <summary>Says what the energy is, for logs and debuggers.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"NetworkEnergy({Dimension}-{string.Join('-', Architecture.Layers.Select(layer => layer.Outputs))}, κ = {Quadratic})");
}
