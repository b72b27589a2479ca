using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

/// <summary>
/// Restores corrupted rows: the energy of a row y with corrupted version ỹ is Σ wᵢ·loss(yᵢ, rᵢ(ỹ)) + λ₁‖h(ỹ)‖₁ +
/// λ₂‖∂h/∂ỹ‖²_F, where h is the code and w weighs corrupted features.
/// </summary>
internal sealed unsafe class DenoisingObjective : IObjective
{
    // Rows that one thread takes through all layers; a multiple of what the product kernel does at a time.
    private const int RowsPerPart = 24;

    private readonly AutoencoderShape _shape;
    private readonly DenoisingAutoencoderEstimator.Options _options;
    private readonly DenseNetwork _network;
    private readonly NetworkBuffers _buffers;
    private readonly ParameterGradients _gradients;
    private readonly ShallowContraction? _shallow;
    private readonly DeepContraction? _deep;
    private readonly PinnedBuffer _corrupted = new();
    private readonly PinnedBuffer _weights = new();
    private readonly bool _weighs;
    private readonly bool _crossEntropy;
    private readonly double[] _energies;
    private readonly Action<int> _forward;
    private readonly Action<int> _both;
    private readonly Action<int> _backward;
    private readonly Action<int, int, int>? _addSparsity;
    private readonly Action<int, int, int>? _addContraction;
    private Batch _batch = null!;

    public DenoisingObjective(AutoencoderShape shape, ReadOnlySpan<float> parameters, DenoisingAutoencoderEstimator.Options options, int batchSize)
    {
        _shape = shape;
        _options = options;
        var architecture = shape.CreateNetwork();
        _network = new DenseNetwork(architecture, parameters, layer => layer > 0 || options.ContractivePenalty > 0);
        _buffers = new NetworkBuffers(architecture, backward: true);
        _crossEntropy = options.Loss == ReconstructionLoss.BinaryCrossEntropy;
        if (_crossEntropy)
            _buffers.KeepOutputSums();
        _gradients = new ParameterGradients(architecture, architecture.Layers.Count);
        if (options.ContractivePenalty > 0 && shape.CodeLayer == 0)
            _shallow = new ShallowContraction(architecture, options.ContractivePenalty);
        else if (options.ContractivePenalty > 0)
            _deep = new DeepContraction(_network, _buffers, shape.CodeLayer, options.ContractivePenalty);
        _addSparsity = options.CodeSparsity > 0 ? AddSparsity : null;
        _addContraction = options.ContractivePenalty > 0 ? AddContraction : null;
        _weighs = options.CorruptedReconstructionWeight != 1 && !options.Corruption.IsNone;
        _energies = new double[batchSize];
        _forward = part => Part(part, forward: true, backward: false);
        _both = part => Part(part, forward: true, backward: true);
        _backward = part => Part(part, forward: false, backward: true);
        DecayedParameters = architecture.WeightCount;
    }

    public int Width => _shape.Dimension;

    public int DecayedParameters { get; }

    public bool IsLoss => !_crossEntropy;

    private int LastLayer => _network.LastLayer;

    public double Gradient(Batch batch, ReadOnlySpan<float> parameters, Span<float> gradient, WorkTeam team)
    {
        Prepare(batch, parameters, team);
        var parts = RowBlocks.Count(batch.Count, RowsPerPart);
        if (_deep is null)
        {
            team.Run(parts, _both);
        }
        else
        {
            team.Run(parts, _forward);
            gradient.Clear();
            _deep.Run(batch.Count, gradient, _energies, team);
            team.Run(parts, _backward);
        }

        _gradients.Compute(_corrupted.Pointer, _buffers, gradient, batch.Count, accumulate: _deep is not null, team);
        GC.KeepAlive(this);
        _shallow?.AddToGradient(parameters, gradient, batch.Count);
        return Total(batch.Count);
    }

    public double Energy(Batch batch, ReadOnlySpan<float> parameters, WorkTeam team)
    {
        Prepare(batch, parameters, team);
        team.Run(RowBlocks.Count(batch.Count, RowsPerPart), _forward);
        _deep?.Run(batch.Count, default, _energies, team);
        return Total(batch.Count);
    }

    private void Prepare(Batch batch, ReadOnlySpan<float> parameters, WorkTeam team)
    {
        _batch = batch;
        _buffers.Reserve(batch.Capacity);
        _corrupted.Reserve((long)batch.Capacity * Width);
        if (_weighs)
            _weights.Reserve((long)batch.Capacity * Width);
        _shallow?.Prepare(parameters, batch.Capacity);
        _network.Update(parameters, team);
    }

    // In the order of the rows, whoever computed them.
    private double Total(int count)
    {
        double sum = 0;
        for (var i = 0; i < count; i++)
            sum += _energies[i];
        return sum;
    }

    private void Part(int part, bool forward, bool backward)
    {
        var start = part * RowsPerPart;
        var rows = Math.Min(RowsPerPart, _batch.Count - start);
        if (forward)
        {
            for (var i = start; i < start + rows; i++)
                Corrupt(i);
            _network.Forward(_corrupted.Span((long)start * Width, rows * Width), _buffers, start, rows, 0, LastLayer);
            for (var i = start; i < start + rows; i++)
            {
                _energies[i] = Loss(i);
                if (_options.CodeSparsity > 0)
                    _energies[i] += _options.CodeSparsity * TensorPrimitives.SumOfMagnitudes<float>(Code(i));
            }
            _shallow?.Rows(_buffers, start, rows, _batch.Count, _energies);
        }
        if (backward)
            _network.Backward(_buffers, start, rows, fromSums: _crossEntropy, atOutputs: _addSparsity, atSums: _addContraction);
    }

    private Span<float> Code(int row) => _buffers.Values(_shape.CodeLayer, row, 1);

    private void Corrupt(int row)
    {
        var corrupted = _corrupted.Span((long)row * Width, Width);
        var weights = _weighs ? Weights(row) : default;
        var stream = new RandomStream(_options.RandomSeed, RandomPurpose.Corruption, _batch.Epoch, (ulong)_batch.RowIds[row]);
        _options.Corruption.Apply(_batch.Row(row), corrupted, weights, stream);
        // 1 for what is as it was, the weight for what was touched.
        if (_weighs)
        {
            TensorPrimitives.Multiply(weights, _options.CorruptedReconstructionWeight - 1, weights);
            TensorPrimitives.Add(weights, 1f, weights);
        }
    }

    private Span<float> Weights(int row) => _weights.Span((long)row * Width, Width);

    /// <summary>The loss of a row; leaves its gradient (with respect to outputs, or sums under the cross-entropy) in the last deltas.</summary>
    private double Loss(int row)
    {
        var clean = _batch.Row(row);
        var restored = _buffers.Values(LastLayer, row, 1);
        var deltas = _buffers.Deltas(LastLayer, row, 1);
        var share = 1f / _batch.Count;
        double loss;
        if (_crossEntropy)
        {
            // w·(ln(1 + eᵃ) − y·a), from the sums a. Deltas serve as scratch first.
            var sums = _buffers.Sums(row, 1);
            TensorPrimitives.Multiply(clean, sums, deltas);
            if (_weighs)
                TensorPrimitives.Multiply(deltas, Weights(row), deltas);
            loss = -TensorPrimitives.Sum<float>(deltas);
            ActivationFunction.Softplus(sums, deltas);
            if (_weighs)
                TensorPrimitives.Multiply(sums, Weights(row), sums);
            loss += TensorPrimitives.Sum<float>(sums);
            TensorPrimitives.Subtract(restored, clean, deltas);
            if (_weighs)
                TensorPrimitives.Multiply(deltas, Weights(row), deltas);
            TensorPrimitives.Multiply(deltas, share, deltas);
            return loss;
        }

        TensorPrimitives.Subtract(restored, clean, deltas);
        if (_weighs)
        {
            var weighed = Weights(row);
            TensorPrimitives.Multiply(weighed, deltas, weighed);
            loss = TensorPrimitives.Dot<float>(weighed, deltas);
            TensorPrimitives.Multiply(weighed, 2 * share, deltas);
            return loss;
        }
        loss = TensorPrimitives.SumOfSquares<float>(deltas);
        TensorPrimitives.Multiply(deltas, 2 * share, deltas);
        return loss;
    }

    private void AddContraction(int layer, int start, int rows)
    {
        if (layer == 0)
            _shallow?.AddToDeltas(_buffers, start, rows);
        _deep?.AddToDeltas(layer, start, rows);
    }

    private void AddSparsity(int layer, int start, int rows)
    {
        if (layer != _shape.CodeLayer)
            return;
        var step = _options.CodeSparsity / _batch.Count;
        ReadOnlySpan<float> values = _buffers.Values(_shape.CodeLayer, start, rows);
        var deltas = _buffers.Deltas(_shape.CodeLayer, start, rows);
        for (var i = 0; i < deltas.Length; i++)
            deltas[i] += values[i] > 0 ? step : values[i] < 0 ? -step : 0;
    }
}
