using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>
/// The gradient of a restricted Boltzmann machine: ∂F over the rows of a batch less ∂F over the points of the negative
/// phase (k sweeps of Gibbs sampling from the rows or from persistent chains), or less its exact expectation.
/// </summary>
/// <remarks>
/// <para>
/// ∂F/∂W = −v p(h)ᵀ uses hidden probabilities in both phases, and bits along the chain (Hinton, "A practical guide to
/// training restricted Boltzmann machines", 2012, section 3). A persistent chain keeps its hidden bits, so that a step is
/// one product down and one up (Tieleman, 2008; scikit-learn does the same).
/// </para>
/// <para>
/// Rows of batch and chains lie in one block: the data first, the chains behind. The gradient of W is then one product
/// of that block's visible values with its hidden ones, each row weighted with its share.
/// </para>
/// </remarks>
internal sealed unsafe partial class RestrictedBoltzmannObjective : IObjective
{
    private const int PanelsPerPart = 4;

    private readonly RestrictedBoltzmannShape _shape;
    private readonly RestrictedBoltzmannKernel _kernel;
    private readonly ContrastiveDivergenceTrainer.Options _options;
    private readonly StandardUnits? _units;
    private readonly int _capacity;
    private readonly int _chains;
    private readonly PinnedBuffer _visible = new();
    private readonly PinnedBuffer _hidden = new();
    private readonly PinnedBuffer _visibleScratch = new();
    private readonly PinnedBuffer _hiddenScratch = new();
    private readonly PackedMatrix _packedHidden = new();
    private readonly float[] _bits;
    private readonly double[] _energies;
    private readonly float[] _shares;
    private readonly float[] _factors;
    private readonly bool _isExact;
    private readonly Action<int> _positive;
    private readonly Action<int> _negative;
    private readonly Action<int> _pack;
    private readonly Action<int> _product;
    private uint _update;

    // Of the negative phase since they were last taken.
    private double _sampleEnergies;
    private long _samples;

    // Of the call in progress.
    private int _rows;
    private int _negatives;
    private int _rowsPerPart;
    private Batch _batch = null!;
    private float* _gradient;

    /// <param name="shape">The units.</param>
    /// <param name="options">Checked before.</param>
    /// <param name="batchSize">The most rows in a batch.</param>
    /// <param name="units">The units that the parameters are in, or null for those of the rows.</param>
    public RestrictedBoltzmannObjective(RestrictedBoltzmannShape shape, ContrastiveDivergenceTrainer.Options options, int batchSize, StandardUnits? units = null)
    {
        _shape = shape;
        _units = units;
        _options = options;
        _kernel = new RestrictedBoltzmannKernel(shape);
        _isExact = options.Objective == ContrastiveObjective.MaximumLikelihood;
        _capacity = batchSize;
        _chains = _isExact ? 0 : options.Persistent?.NumberOfChains ?? _capacity;
        var most = _capacity + _chains;
        _visible.Reserve((long)most * Visible);
        _hidden.Reserve((long)most * Hidden);
        _visibleScratch.Reserve((long)most * Visible);
        _hiddenScratch.Reserve((long)most * Hidden);
        _bits = new float[_chains * Hidden];
        _energies = new double[most];
        _shares = new float[most];
        _factors = new float[most];
        _positive = PositivePart;
        _negative = NegativePart;
        _pack = PackPart;
        _product = ProductPart;
    }

    public int Width => Visible;

    public int DecayedParameters => _shape.Weights;

    // Free energies have no lower bound.
    public bool IsLoss => false;

    // Further from 0 than this, floats are further apart than the energies of rows: the machine has run away.
    public double LargestEnergy => 1 << 24;

    // Nor do they say how likely a row is, as long as Z changes.
    public bool ComparesEpochs => false;

    private int Visible => _shape.Visible;

    private int Hidden => _shape.Hidden;

    // Sweeps of Gibbs sampling decide nothing.
    public SampleMeasurements TakeSampleMeasurements()
    {
        var taken = _samples > 0 ? new(_sampleEnergies / _samples, double.NaN) : SampleMeasurements.None;
        (_sampleEnergies, _samples) = (0, 0);
        return taken;
    }

    public double Gradient(Batch batch, ReadOnlySpan<float> parameters, Span<float> gradient, WorkTeam team)
    {
        _kernel.Load(parameters, _options.InverseTemperature, team);
        _rows = batch.Count;
        _batch = batch;
        _negatives = _isExact ? 0 : _options.Persistent is null ? _rows : _chains;
        _rowsPerPart = RowsPerPart(Math.Max(_rows, _negatives));
        team.Run(RowBlocks.Count(_rows, _rowsPerPart), _positive);
        if (!_isExact)
        {
            BeginChains();
            team.Run(RowBlocks.Count(_negatives, _rowsPerPart), _negative);
        }
        _update++;

        var energy = SetShares();
        TensorPrimitives.Negate(_shares, _factors);
        fixed (float* target = gradient)
        {
            _gradient = target;
            _packedHidden.Reshape(_rows + _negatives, Hidden);
            team.Run(RowBlocks.Count(_packedHidden.Panels, PanelsPerPart), _pack);
            team.Run(RowBlocks.Count(Visible, WeightRowsPerPart), _product);
            Biases(gradient);
        }
        if (_isExact)
            new RestrictedBoltzmannEnumeration(_kernel).AddExpectedGradient(-1, gradient, _options.Threads, _options.CancellationToken);
        KeepConstant(gradient);
        return energy;
    }

    public double Energy(Batch batch, ReadOnlySpan<float> parameters, WorkTeam team)
    {
        _kernel.Load(parameters, _options.InverseTemperature, team);
        _rows = batch.Count;
        _batch = batch;
        _rowsPerPart = RowsPerPart(_rows);
        team.Run(RowBlocks.Count(_rows, _rowsPerPart), _positive);
        double sum = 0;
        for (var row = 0; row < _rows; row++)
            sum += _energies[row] / _options.InverseTemperature;
        return sum;
    }

    // What a part is decides about time alone: as many parts as threads, in whole steps of the product's kernel.
    private int WeightRowsPerPart => Math.Max(16, (((Visible + _options.Threads - 1) / _options.Threads) + 15) / 16 * 16);

    private int RowsPerPart(int rows) => Math.Max(6, (((rows + _options.Threads - 1) / _options.Threads) + 5) / 6 * 6);

    // Free energies and hidden probabilities of some rows of the batch.
    private void PositivePart(int part)
    {
        var start = part * _rowsPerPart;
        var length = Math.Min(_rowsPerPart, _rows - start);
        var visible = VisibleRows(start, length);
        _batch.Rows(start, length).CopyTo(visible);
        _units?.Apply(visible);
        Up(start, length);
    }

    // Hidden inputs, free energies and hidden probabilities of some rows of the block.
    private void Up(int start, int length)
    {
        var hidden = HiddenRows(start, length);
        _kernel.HiddenInputs(VisibleRows(start, length), length, hidden);
        for (var row = 0; row < length; row++)
            _energies[start + row] = _kernel.VisibleEnergy(VisibleRows(start + row, 1)) - Logistic.SigmoidAndSoftplus(hidden.Slice(row * Hidden, Hidden));
    }

    // What each row's ∂F counts for: (1 + 2αF)/n for data, (−1 + 2αF)/m for samples.
    private double SetShares()
    {
        var beta = _options.InverseTemperature;
        var alpha = 2 * _options.EnergyRegularization;
        double sum = 0;
        for (var row = 0; row < _rows; row++)
        {
            var energy = _energies[row] / beta;
            _shares[row] = (float)((1 + (alpha * energy)) / _rows);
            sum += energy;
        }
        double sampleSum = 0;
        for (var chain = 0; chain < _negatives; chain++)
        {
            var energy = _energies[_rows + chain] / beta;
            _shares[_rows + chain] = (float)((-1 + (alpha * energy)) / _negatives);
            sampleSum += energy;
        }
        _sampleEnergies += sampleSum;
        _samples += _negatives;
        return sum;
    }

    private void PackPart(int part)
    {
        _packedHidden.PackPanels(_hidden.Pointer, Hidden, part * PanelsPerPart, Math.Min(PanelsPerPart, _packedHidden.Panels - (part * PanelsPerPart)));
        GC.KeepAlive(this);
    }

    // Some rows of ∂F/∂W: −Σ share · v p(h)ᵀ, over σ² for Gaussian units. Their visible values take the shares on the way.
    private void ProductPart(int part)
    {
        var start = part * WeightRowsPerPart;
        var length = Math.Min(WeightRowsPerPart, Visible - start);
        var rows = _rows + _negatives;
        var target = _gradient + ((nint)start * Hidden);
        ReadOnlySpan<float> columns = _visible.Span(start, ((rows - 1) * Visible) + length);
        var terms = SparseRows.TakeTransposed(columns, Visible, _factors.AsSpan(0, rows), length, _packedHidden);
        var done = SparseProduct.TryMultiply(terms, _packedHidden, null, target, Hidden);
        terms.Return();
        if (!done)
        {
            for (var row = 0; row < rows; row++)
            {
                var at = ((long)row * Visible) + start;
                TensorPrimitives.Multiply(_visible.Span(at, length), _factors[row], _visibleScratch.Span(at, length));
            }
            MatrixProduct.Multiply(_visibleScratch.Pointer + start, 1, Visible, length, _packedHidden, null, false, target, Hidden);
        }
        GC.KeepAlive(this);
        if (!_shape.IsGaussian)
            return;
        for (var i = start; i < start + length; i++)
        {
            Span<float> weights = new(_gradient + ((nint)i * Hidden), Hidden);
            TensorPrimitives.Multiply(weights, _kernel.Precisions[i] / _options.InverseTemperature, weights);
        }
    }

    private void Biases(Span<float> gradient)
    {
        var visibleBiases = _shape.VisibleBiasesOf(gradient);
        var hiddenBiases = _shape.HiddenBiasesOf(gradient);
        var logVariances = _shape.LogVariancesOf(gradient);
        visibleBiases.Clear();
        hiddenBiases.Clear();
        logVariances.Clear();
        var inputs = _shape.IsGaussian ? new float[Visible] : null;
        for (var row = 0; row < _rows + _negatives; row++)
        {
            var share = _shares[row];
            ReadOnlySpan<float> visible = VisibleRows(row, 1);
            TensorPrimitives.MultiplyAdd(HiddenRows(row, 1), -share, hiddenBiases, hiddenBiases);
            if (inputs is null)
            {
                TensorPrimitives.MultiplyAdd(visible, -share, visibleBiases, visibleBiases);
                continue;
            }
            _kernel.VisibleInputs(HiddenRows(row, 1), 1, inputs);
            for (var i = 0; i < Visible; i++)
            {
                var precision = _kernel.Precisions[i] / _options.InverseTemperature;
                var difference = visible[i] - _kernel.VisibleBiases[i];
                var input = inputs[i] - _kernel.VisibleBiases[i];
                visibleBiases[i] -= share * precision * difference;
                logVariances[i] += share * precision * ((visible[i] * input) - (0.5f * difference * difference));
            }
        }
    }

    // What does not vary in the data does not learn.
    private void KeepConstant(Span<float> gradient)
    {
        foreach (var i in _units is null ? default : _units.Constant)
        {
            _shape.WeightsOf(gradient).Slice(i * Hidden, Hidden).Clear();
            _shape.VisibleBiasesOf(gradient)[i] = 0;
            _shape.LogVariancesOf(gradient)[i] = 0;
        }
    }

    private Span<float> VisibleRows(int start, int count) => _visible.Span((long)start * Visible, count * Visible);

    private Span<float> HiddenRows(int start, int count) => _hidden.Span((long)start * Hidden, count * Hidden);
}
