using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>
/// ‖y − Dec(z)‖² + R(z), where each training row has a latent z of its own that is learnt beside the decoder: a batch gives the
/// gradient of the decoder, and moves the latents of its rows one step down theirs.
/// </summary>
internal sealed unsafe class LatentOptimizationObjective : IObjective
{
    // Rows that one thread takes through all layers; a multiple of what the product kernel does at a time.
    private const int RowsPerPart = 24;

    // Validation rows have no latents: they are searched for, from this many points.
    private const int ValidationStarts = 64;

    private readonly LatentOptimizationShape _shape;
    private readonly LatentOptimizationEstimator.Options _options;
    private readonly LatentStart _start;
    private readonly DenseNetwork _network;
    private readonly NetworkBuffers _buffers;
    private readonly ParameterGradients _gradients;
    private readonly DecoderSearch _search;
    private readonly PinnedBuffer _latents = new();
    private readonly PinnedBuffer _slopes = new();
    private readonly double[] _energies;
    private readonly Action<int> _train;
    private readonly Action<int> _validate;
    private Batch _batch = null!;

    public LatentOptimizationObjective(LatentOptimizationShape shape, ReadOnlySpan<float> parameters, LatentStart start, LatentOptimizationEstimator.Options options, int batchSize)
    {
        _shape = shape;
        _options = options;
        _start = start;
        Latents = new TrainingLatents(shape.Latent);
        var architecture = shape.CreateNetwork();
        _network = new DenseNetwork(architecture, parameters, _ => true);
        _buffers = new NetworkBuffers(architecture, backward: true);
        _gradients = new ParameterGradients(architecture, architecture.Layers.Count);
        var starts = new float[ValidationStarts * shape.LatentSize];
        var latent = shape.Latent;
        latent.Draw(starts, options.RandomSeed, RandomPurpose.LatentStart);
        _search = new DecoderSearch(_network, 0, latent, starts, options.Search);
        _energies = new double[batchSize];
        _train = TrainPart;
        _validate = ValidatePart;
        DecayedParameters = architecture.WeightCount;
    }

    /// <summary>The latents of the training rows.</summary>
    public TrainingLatents Latents { get; }

    public int Width => _shape.Dimension;

    public int DecayedParameters { get; }

    public bool IsLoss => true;

    private int LastLayer => _network.LastLayer;

    public double Gradient(Batch batch, ReadOnlySpan<float> parameters, Span<float> gradient, WorkTeam team)
    {
        _batch = batch;
        _buffers.Reserve(batch.Capacity);
        _latents.Reserve((long)batch.Capacity * _shape.LatentSize);
        _slopes.Reserve((long)batch.Capacity * _shape.LatentSize);
        _network.Update(parameters, team);
        Latents.Reserve(batch.RowIds);
        team.Run(RowBlocks.Count(batch.Count, RowsPerPart), _train);
        _gradients.Compute(_latents.Pointer, _buffers, gradient, batch.Count, accumulate: false, team);
        GC.KeepAlive(this);
        return Total(batch.Count);
    }

    public double Energy(Batch batch, ReadOnlySpan<float> parameters, WorkTeam team)
    {
        _batch = batch;
        _network.Update(parameters, team);
        _search.Refresh();
        team.Run(RowBlocks.Count(batch.Count, RowsPerPart), _validate);
        return Total(batch.Count);
    }

    // In the order of the rows, whoever computed them.
    private double Total(int count)
    {
        double sum = 0;
        for (var i = 0; i < count; i++)
            sum += _energies[i];
        return sum;
    }

    private void TrainPart(int part)
    {
        var start = part * RowsPerPart;
        var rows = Math.Min(RowsPerPart, _batch.Count - start);
        for (var i = start; i < start + rows; i++)
        {
            var id = _batch.RowIds[i];
            // The first epoch has each row once.
            if (_batch.Epoch == 0)
            {
                _start.Write(_batch.Row(i), id, Latents[id]);
                Latents.Begin(id);
            }
            Latents[id].CopyTo(RowsOf(_latents, i, 1));
        }

        _network.Forward(RowsOf(_latents, start, rows), _buffers, start, rows, 0, LastLayer);
        var share = 1f / _batch.Count;
        for (var i = start; i < start + rows; i++)
        {
            var deltas = _buffers.Deltas(LastLayer, i, 1);
            TensorPrimitives.Subtract(_buffers.Values(LastLayer, i, 1), _batch.Row(i), deltas);
            _energies[i] = TensorPrimitives.SumOfSquares<float>(deltas) + _search.Latent.PenaltyOf(RowsOf(_latents, i, 1));
            TensorPrimitives.Multiply(deltas, 2 * share, deltas);
        }
        _network.Backward(_buffers, start, rows, RowsOf(_slopes, start, rows));

        var rate = _options.LatentLearningRate * (float)_options.LearningRateSchedule.Factor((int)_batch.Epoch, _options.NumberOfEpochs, 0, 1);
        for (var i = start; i < start + rows; i++)
        {
            var slope = RowsOf(_slopes, i, 1);
            _search.Latent.AddPenaltyGradient(RowsOf(_latents, i, 1), slope, share);
            Latents.Step(_batch.RowIds[i], slope, rate, (int)_batch.Epoch + 1);
        }
    }

    private void ValidatePart(int part)
    {
        var start = part * RowsPerPart;
        var rows = Math.Min(RowsPerPart, _batch.Count - start);
        Span<float> energies = stackalloc float[RowsPerPart];
        _search.Find(default, _batch.Rows(start, rows), energies[..rows], default, default, default);
        for (var i = 0; i < rows; i++)
            _energies[start + i] = energies[i];
    }

    private Span<float> RowsOf(PinnedBuffer buffer, int row, int rows) => buffer.Span((long)row * _shape.LatentSize, rows * _shape.LatentSize);
}
