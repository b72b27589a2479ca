using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Classifier;

/// <summary>
/// Exact maximum likelihood of an energy over classes: the energy of a row is −ln P(y|x) = F(x, y) + ln Σ e^{−F(x,y′)},
/// whose gradient pushes F down at the label and up everywhere, by P. A row is d features and the class, from 0.
/// </summary>
internal sealed unsafe class ClassLikelihood : IObjective
{
    private const int RowsPerPart = 24;

    private readonly ClassifierShape _shape;
    private readonly DenseNetwork _network;
    private readonly NetworkBuffers _buffers;
    private readonly ParameterGradients _gradients;
    private readonly PinnedBuffer _features = new();
    private readonly double[] _energies;
    private readonly Action<int> _forward;
    private readonly Action<int> _both;
    private Batch _batch = null!;

    public ClassLikelihood(ClassifierShape shape, ReadOnlySpan<float> parameters, int batchSize)
    {
        _shape = shape;
        var architecture = shape.CreateNetwork();
        _network = new DenseNetwork(architecture, parameters, layer => layer > 0);
        _buffers = new NetworkBuffers(architecture, backward: true);
        _gradients = new ParameterGradients(architecture, architecture.Layers.Count);
        _energies = new double[batchSize];
        _forward = part => Part(part, backward: false);
        _both = part => Part(part, backward: true);
        DecayedParameters = architecture.WeightCount;
    }

    public int Width => _shape.Dimension + 1;

    public int DecayedParameters { get; }

    public bool IsLoss => true;

    private int LastLayer => _network.LastLayer;

    public double Gradient(Batch batch, ReadOnlySpan<float> parameters, Span<float> gradient, WorkTeam team)
    {
        var energy = Run(batch, parameters, _both, team);
        _gradients.Compute(_features.Pointer, _buffers, gradient, batch.Count, accumulate: false, team);
        GC.KeepAlive(this);
        return energy;
    }

    public double Energy(Batch batch, ReadOnlySpan<float> parameters, WorkTeam team) => Run(batch, parameters, _forward, team);

    private double Run(Batch batch, ReadOnlySpan<float> parameters, Action<int> part, WorkTeam team)
    {
        _batch = batch;
        _buffers.Reserve(batch.Capacity);
        _features.Reserve((long)batch.Capacity * _shape.Dimension);
        _network.Update(parameters, team);
        team.Run(RowBlocks.Count(batch.Count, RowsPerPart), part);
        double sum = 0;
        for (var i = 0; i < batch.Count; i++)
            sum += _energies[i];
        return sum;
    }

    private void Part(int part, bool backward)
    {
        var start = part * RowsPerPart;
        var rows = Math.Min(RowsPerPart, _batch.Count - start);
        var features = _features.Span((long)start * _shape.Dimension, rows * _shape.Dimension);
        for (var i = 0; i < rows; i++)
            _batch.Row(start + i)[..^1].CopyTo(features[(i * _shape.Dimension)..]);
        _network.Forward(features, _buffers, start, rows, 0, LastLayer);

        var share = 1f / _batch.Count;
        for (var i = start; i < start + rows; i++)
        {
            var label = (int)_batch.Row(i)[^1];
            ReadOnlySpan<float> energies = _buffers.Values(LastLayer, i, 1);
            var deltas = _buffers.Deltas(LastLayer, i, 1);
            _energies[i] = energies[label] - LogSumExp.FreeEnergy(energies, shares: deltas);
            for (var k = 0; k < deltas.Length; k++)
                deltas[k] = ((k == label ? 1 : 0) - deltas[k]) * share;
        }
        if (backward)
            _network.Backward(_buffers, start, rows);
    }
}
