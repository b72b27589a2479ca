using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

/// <summary>
/// The energy of an autoencoder with reconstruction r(y) = Dec(Enc(y)): E(y) = ‖y − r(y)‖², or under
/// <see cref="ReconstructionLoss.BinaryCrossEntropy"/> −Σ (y ln r + (1 − y) ln(1 − r)). Rows are scored as they are,
/// without corruption.
/// </summary>
/// <remarks>
/// Trained to restore corrupted rows, r points from a row towards where the data lies: for small Gaussian noise
/// r(y) − y approaches σ²·∂ln p(y)/∂y (Alain and Bengio, JMLR 15, 2014, theorem 1). The entropy of y is not taken off
/// the cross-entropy, which outside [0, 1] may be negative. Immutable and safe for any number of threads.
/// </remarks>
public sealed partial class AutoencoderEnergy : IDifferentiableEnergy, IReconstructingEnergy, IFeatureEnergy, IEncodingEnergy
{
    private readonly AutoencoderShape _shape;
    private readonly float[] _parameters;
    private readonly DenseNetwork _network;
    private readonly WorkspacePool<NetworkWorkspace> _workspaces;

    /// <param name="shape">The layers.</param>
    /// <param name="parameters">As the shape's network lays them out; copied.</param>
    /// <param name="loss">What rows and reconstructions are compared by; the cross-entropy needs a sigmoid output.</param>
    /// <param name="reconstructionSteps">In [1, <see cref="SearchLimits.ReconstructionSteps"/>].</param>
    internal AutoencoderEnergy(AutoencoderShape shape, ReadOnlySpan<float> parameters, ReconstructionLoss loss, int reconstructionSteps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reconstructionSteps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reconstructionSteps, SearchLimits.ReconstructionSteps);
        if (!Enum.IsDefined(loss))
            throw new ArgumentOutOfRangeException(nameof(loss), loss, "Unknown loss.");
        if (loss == ReconstructionLoss.BinaryCrossEntropy && shape.OutputActivation != Activation.Sigmoid)
            throw new ArgumentException("The binary cross-entropy needs a sigmoid output.", nameof(loss));
        var architecture = shape.CreateNetwork();
        if (parameters.Length != architecture.ParameterCount)
            throw new ArgumentException($"Expected {architecture.ParameterCount} parameters, got {parameters.Length}.", nameof(parameters));
        if (!VectorMath.IsFinite(parameters))
            throw new ArgumentException("A parameter is NaN or infinite.", nameof(parameters));
        _shape = shape with { HiddenUnits = [.. shape.HiddenUnits] };
        _parameters = parameters.ToArray();
        _network = new DenseNetwork(architecture, parameters, _ => true);
        Loss = loss;
        ReconstructionSteps = reconstructionSteps;
        _workspaces = NetworkWorkspace.NewPool(architecture, keepSums: loss == ReconstructionLoss.BinaryCrossEntropy);
    }

    /// <summary>d, the number of values in a row.</summary>
    public int Dimension => _shape.Dimension;

    /// <summary>The number of values in a code.</summary>
    public int CodeSize => _shape.CodeSize;

    int IDecodingEnergy.LatentSize => CodeSize;

    /// <summary>Units of each encoder layer, the last being the code; the decoder mirrors them.</summary>
    public IReadOnlyList<int> HiddenUnits => _shape.HiddenUnits;

    /// <summary>The activation of all layers but the last.</summary>
    public Activation Activation => _shape.Activation;

    /// <summary>The activation of the last layer.</summary>
    public Activation OutputActivation => _shape.OutputActivation;

    /// <summary>Whether the decoder's weights are the encoder's, transposed.</summary>
    public bool TiedWeights => _shape.TiedWeights;

    /// <summary>What rows and reconstructions are compared by.</summary>
    public ReconstructionLoss Loss { get; }

    /// <summary>How often <see cref="Reconstruct"/> applies r.</summary>
    public int ReconstructionSteps { get; }

    internal AutoencoderShape Shape => _shape;

    /// <summary>All weights, layer by layer, then all biases.</summary>
    internal ReadOnlySpan<float> Parameters => _parameters;

    /// <summary>Computes E(y) of each row.</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives E of each row; NaN for a row that holds NaN or an infinity, and only for that row.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        Compute(rows, new EnergyOutputs { Energies = energies });
    }

    /// <summary>Computes the share of each feature in E(y): (y − r)², or its term of the cross-entropy. The shares sum to E up to rounding.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="shares">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(shares.Length, count, Dimension);
        Compute(rows, new EnergyOutputs { FeatureEnergies = shares });
    }

    /// <summary>Computes the code Enc(y) of each row.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="codes">Receives count × <see cref="CodeSize"/> values; NaN throughout where the row holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Encode(ReadOnlySpan<float> rows, Span<float> codes)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(codes.Length, count, CodeSize);
        Compute(rows, new EnergyOutputs { Codes = codes });
    }

    /// <summary>
    /// Computes the reconstruction of each row: r applied <see cref="ReconstructionSteps"/> times, which goes step by step
    /// towards where the data lies.
    /// </summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="reconstructions">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(reconstructions.Length, count, Dimension);
        Compute(rows, new EnergyOutputs { Reconstructions = reconstructions });
    }

    /// <summary>Copies the weights that lead from the features to one unit of the first layer, its filter.</summary>
    /// <param name="unit">The unit, from 0 to HiddenUnits[0] − 1.</param>
    /// <param name="filter">Receives d values.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    /// <exception cref="ArgumentException"><paramref name="filter"/> does not have d values.</exception>
    public void CopyFilter(int unit, Span<float> filter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unit);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unit, HiddenUnits[0]);
        SpanChecks.CheckLength(filter.Length, 1, Dimension);
        for (var i = 0; i < filter.Length; i++)
            filter[i] = _parameters[(i * HiddenUnits[0]) + unit];
    }

    /// <summary>Says what the energy is, for logs and debuggers.</summary>
    public override string ToString()
        => $"AutoencoderEnergy({Dimension}-{string.Join('-', HiddenUnits)}, {Activation}, {OutputActivation}{(TiedWeights ? ", tied" : "")}, {Loss})";
}
