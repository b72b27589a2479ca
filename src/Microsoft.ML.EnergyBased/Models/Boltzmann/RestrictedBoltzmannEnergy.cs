using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>
/// The restricted Boltzmann machine, an energy of visible and hidden units without connections within a layer. For bits
/// E(v, h) = −vᵀWh − bᵀv − cᵀh; for Gaussian visible units
/// E(v, h) = Σ_i (v_i − b_i)²/2σ_i² − Σ_ij (v_i/σ_i²) W_ij h_j − cᵀh.
/// The energy of a row is the free energy F_β(v) = −(1/β) log Σ_h e^{−βE(v,h)}, which has a closed form.
/// </summary>
/// <remarks>
/// <para>
/// F_β(v) = −bᵀv − (1/β) Σ_j log(1 + e^{β(c_j + (vᵀW)_j)}), and for Gaussian units the quadratic term in place of −bᵀv and
/// v/σ² in place of v in the sum. The density of a row is e^{−βF_β(v)}/Z.
/// </para>
/// <para>
/// A row that holds NaN or an infinity gives NaN in every output; its neighbours are untouched. What overflows in Single
/// on the way is made in double; an energy that is beyond Single is +∞ or −∞, as it is above or below. The energy is
/// immutable and may be used from any number of threads at once.
/// </para>
/// <para>
/// Source: Smolensky (1986); Hinton, "A practical guide to training restricted Boltzmann machines" (2012), equations 1,
/// 7, 8 and 25; Gaussian units in the form of Cho, Ilin and Raiko, "Improved learning of Gaussian-Bernoulli restricted
/// Boltzmann machines" (2011), equation 3.
/// </para>
/// </remarks>
public sealed partial class RestrictedBoltzmannEnergy : IDifferentiableEnergy, IReconstructingEnergy, IEncodingEnergy, ITemperedEnergy
{
    // Rows at a time: the buffers stay in the cache. No value depends on it.
    private const int BlockSize = 128;

    private readonly float[] _parameters;
    private readonly RestrictedBoltzmannShape _shape;

    // Of Gaussian units: rows are measured from here, since sums of what lies far from 0 cancel. Empty for 0.
    private readonly float[] _origin;
    private readonly float[] _visibleBiases;
    private readonly float[] _hiddenBiases;

    /// <param name="shape">The units.</param>
    /// <param name="parameters">As the shape lays them out, of the machine of v − origin; copied.</param>
    /// <param name="inverseTemperature">β, above 0 and finite.</param>
    /// <param name="origin">One value a Gaussian visible unit, near its mean; none for 0.</param>
    internal RestrictedBoltzmannEnergy(RestrictedBoltzmannShape shape, ReadOnlySpan<float> parameters, float inverseTemperature = 1, ReadOnlySpan<float> origin = default)
    {
        shape.Check();
        if (parameters.Length != shape.Parameters)
            throw new ArgumentException($"Expected {shape.Parameters} parameters, got {parameters.Length}.", nameof(parameters));
        if (!VectorMath.IsFinite(parameters))
            throw new ArgumentException("A parameter is NaN or infinite.", nameof(parameters));
        if (!(inverseTemperature > 0 && float.IsFinite(inverseTemperature)))
            throw new ArgumentOutOfRangeException(nameof(inverseTemperature), inverseTemperature, "The inverse temperature must be above 0 and finite.");
        if (!origin.IsEmpty && (origin.Length != shape.Visible || !shape.IsGaussian || !VectorMath.IsFinite(origin)))
            throw new ArgumentException("An origin has one finite value for each Gaussian visible unit.", nameof(origin));
        _shape = shape;
        _parameters = parameters.ToArray();
        _origin = origin.ToArray();
        _visibleBiases = shape.VisibleBiasesOf(parameters).ToArray();
        _hiddenBiases = shape.HiddenBiasesOf(parameters).ToArray();
        if (!origin.IsEmpty)
            MoveBiases();
        InverseTemperature = inverseTemperature;
        Kernel = new RestrictedBoltzmannKernel(shape);
        Kernel.Load(_parameters, inverseTemperature, new WorkTeam(1));
    }

    /// <summary>V, the number of visible units: values in a row.</summary>
    public int Dimension => _shape.Visible;

    /// <summary>H, the number of hidden units.</summary>
    public int HiddenUnits => _shape.Hidden;

    /// <summary>What the visible units are.</summary>
    public VisibleUnits VisibleUnits => _shape.Units;

    /// <summary>β, above 0.</summary>
    public float InverseTemperature { get; }

    /// <summary>W: V × H values, one visible unit a row.</summary>
    public ReadOnlySpan<float> Weights => _shape.WeightsOf((ReadOnlySpan<float>)_parameters);

    /// <summary>b, one value a visible unit.</summary>
    public ReadOnlySpan<float> VisibleBiases => _visibleBiases;

    /// <summary>c, one value a hidden unit.</summary>
    public ReadOnlySpan<float> HiddenBiases => _hiddenBiases;

    /// <summary>log σ² of each visible unit; empty for bits.</summary>
    public ReadOnlySpan<float> LogVariances => _shape.LogVariancesOf((ReadOnlySpan<float>)_parameters);

    /// <summary>Those of the machine of v − origin.</summary>
    internal ReadOnlySpan<float> Parameters => _parameters;

    /// <summary>Where the kernel's rows have their 0; empty where that is 0.</summary>
    internal ReadOnlySpan<float> Origin => _origin;

    int IDecodingEnergy.LatentSize => HiddenUnits;

    internal RestrictedBoltzmannShape Shape => _shape;

    internal RestrictedBoltzmannKernel Kernel { get; }

    /// <summary>The same machine at another temperature.</summary>
    /// <param name="inverseTemperature">β, above 0 and finite.</param>
    /// <returns>The machine.</returns>
    /// <exception cref="ArgumentOutOfRangeException">β is outside its range.</exception>
    public RestrictedBoltzmannEnergy WithInverseTemperature(float inverseTemperature) => new(_shape, _parameters, inverseTemperature, _origin);

    ITemperedEnergy ITemperedEnergy.WithInverseTemperature(float inverseTemperature) => WithInverseTemperature(inverseTemperature);

    /// <summary>Computes F_β(v) of each row.</summary>
    /// <param name="rows">count × V values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row; NaN for a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        Compute(rows, new EnergyOutputs { Energies = energies });
    }

    /// <summary>
    /// Computes F_β and its gradient, −b − W p for bits and (v − b − W p)/σ² for Gaussian units, where p is the code of
    /// the row. For bits it is the derivative of F as a function of reals.
    /// </summary>
    /// <param name="rows">count × V values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row, the same bits as <see cref="Energy"/>.</param>
    /// <param name="gradients">Receives count × V values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        SpanChecks.CheckLength(gradients.Length, energies.Length, Dimension);
        Compute(rows, new EnergyOutputs { Energies = energies, Gradients = gradients });
    }

    /// <summary>Encodes rows: the code is P(h_j = 1 | v) = σ(β(c_j + (vᵀW)_j)) for each hidden unit.</summary>
    /// <param name="rows">count × V values.</param>
    /// <param name="codes">Receives count × H probabilities; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Encode(ReadOnlySpan<float> rows, Span<float> codes)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(codes.Length, count, HiddenUnits);
        Compute(rows, new EnergyOutputs { Codes = codes });
    }

    /// <summary>Decodes codes, or hidden bits: the means of the visible units given the hidden ones.</summary>
    /// <param name="latents">count × H values.</param>
    /// <param name="rows">Receives count × V values; NaN throughout where the code holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Decode(ReadOnlySpan<float> latents, Span<float> rows)
    {
        var count = SpanChecks.Count(latents, HiddenUnits);
        SpanChecks.CheckLength(rows.Length, count, Dimension);
        Kernel.VisibleInputs(latents, count, rows);
        Kernel.VisibleMeans(rows);
        FromKernel(rows);
        SpanChecks.SpoilBadRows(latents, HiddenUnits, rows, Dimension);
    }

    /// <summary>Reconstructs each row: the means of the visible units given the code of the row in place of hidden bits.</summary>
    /// <param name="rows">count × V values.</param>
    /// <param name="reconstructions">Receives count × V values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(reconstructions.Length, count, Dimension);
        Compute(rows, new EnergyOutputs { Reconstructions = reconstructions });
    }

    /// <summary>Says what the energy is, for logs and debuggers.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"RestrictedBoltzmannEnergy({VisibleUnits}, V = {Dimension}, H = {HiddenUnits}, β = {InverseTemperature})");

    /// <summary>Rows as the kernel takes them, measured from the origin: in place.</summary>
    internal void ToKernel(Span<float> rows)
    {
        for (var start = 0; start < rows.Length && _origin.Length > 0; start += Dimension)
            TensorPrimitives.Subtract(rows.Slice(start, Dimension), _origin, rows.Slice(start, Dimension));
    }

    /// <summary>Rows that the kernel made, as they are to the caller: in place.</summary>
    internal void FromKernel(Span<float> rows)
    {
        for (var start = 0; start < rows.Length && _origin.Length > 0; start += Dimension)
            TensorPrimitives.Add(rows.Slice(start, Dimension), _origin, rows.Slice(start, Dimension));
    }

    // The same energy of v itself has b + origin, and c − Σ (origin/σ²) W.
    private void MoveBiases()
    {
        var shifts = new double[HiddenUnits];
        for (var i = 0; i < Dimension; i++)
        {
            var shift = _origin[i] * Math.Exp(-LogVariances[i]);
            var row = Weights.Slice(i * HiddenUnits, HiddenUnits);
            for (var j = 0; j < shifts.Length; j++)
                shifts[j] += shift * row[j];
            _visibleBiases[i] += _origin[i];
        }
        for (var j = 0; j < shifts.Length; j++)
            _hiddenBiases[j] = (float)(_hiddenBiases[j] - shifts[j]);
    }
}
