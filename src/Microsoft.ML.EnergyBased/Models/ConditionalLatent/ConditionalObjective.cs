using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>
/// Trains the decoder of F(x, y): each row is a search for z, and the gradient is that of E at z*, or weighted by P(z|x, y)
/// at finite β. A contrastive loss takes the same of a wrong answer away. A row is x, then y.
/// </summary>
internal sealed unsafe class ConditionalObjective : IObjective
{
    private const int RowsPerSearch = 4;
    private const int RowsPerPart = 32;

    // Less likely z are left out of the gradient.
    private const double LeastProbability = 1e-4;

    private readonly ConditionalShape _shape;
    private readonly ConditionalLatentEstimator.Options _options;
    private readonly TemperatureSchedule _temperatures;
    private readonly DenseNetwork _network;
    private readonly WorkspacePool<ConditionalInference> _inferences;
    private readonly NetworkBuffers _buffers;
    private readonly ParameterGradients _gradients;
    private readonly PinnedBuffer _inputs = new();
    private readonly WrongAnswer _wrong;
    private readonly NodeList[] _found;
    private readonly double[] _energies;
    private readonly Action<int> _search;
    private readonly Action<int> _searchOnly;
    private readonly Action<int> _pass;
    private readonly NodeList _nodes = new();
    private Batch _batch = null!;
    private double _beta;
    private uint? _epoch;

    // Set by any thread, never unset.
    private bool _hasWrongAnswers;

    public ConditionalObjective(ConditionalShape shape, ReadOnlySpan<float> parameters, ConditionalLatentEstimator.Options options, int batchSize)
    {
        _shape = shape;
        _options = options;
        _temperatures = new TemperatureSchedule(options.InverseTemperature, options.AnnealingFraction * options.NumberOfEpochs);
        var architecture = shape.CreateNetwork();
        _network = new DenseNetwork(architecture, parameters, _ => true);
        _inferences = ConditionalInference.NewPool(_network, shape);
        _buffers = new NetworkBuffers(architecture, backward: true);
        _gradients = new ParameterGradients(architecture, architecture.Layers.Count);
        _wrong = new WrongAnswer(shape, options.WrongAnswerDistance);
        _energies = new double[batchSize];
        _found = new NodeList[RowBlocks.Count(batchSize, RowsPerSearch)];
        for (var part = 0; part < _found.Length; part++)
            _found[part] = new NodeList();
        _search = part => SearchPart(part, _found[part]);
        _searchOnly = part => SearchPart(part, null);
        _pass = PassPart;
        DecayedParameters = architecture.WeightCount;
    }

    public int Width => _shape.ContextSize + _shape.TargetSize;

    public int DecayedParameters { get; }

    public bool IsLoss => true;

    private int LastLayer => _network.LastLayer;

    public double Gradient(Batch batch, ReadOnlySpan<float> parameters, Span<float> gradient, WorkTeam team)
    {
        if (batch.Epoch > _epoch)
            RequireWrongAnswers();
        _epoch = batch.Epoch;
        _temperatures.Begin(batch, _shape.ContextSize);
        var energy = Search(batch, parameters, _temperatures.Of(batch.Epoch), _search, team);
        if (!double.IsFinite(energy))
            return energy;

        _nodes.Clear();
        for (var part = 0; part < RowBlocks.Count(batch.Count, RowsPerSearch); part++)
            _nodes.Add(_found[part]);
        var width = _network.Architecture.Inputs;
        _buffers.Reserve(_nodes.Count);
        _inputs.Reserve((long)_nodes.Count * width);
        team.Run(RowBlocks.Count(_nodes.Count, RowsPerPart), _pass);
        _gradients.Compute(_inputs.Pointer, _buffers, gradient, _nodes.Count, accumulate: false, team);
        GC.KeepAlive(this);
        return energy;
    }

    /// <summary>After an epoch or more: a contrastive loss that met no wrong answer has trained nothing.</summary>
    /// <exception cref="InvalidOperationException">That is so.</exception>
    public void RequireWrongAnswers()
    {
        if (_options.Objective == ConditionalLatentObjective.Reconstruction || _hasWrongAnswers)
            return;
        throw new InvalidOperationException(FormattableString.Invariant(
            $"No row had a wrong answer to learn from: no two answers of a batch ({nameof(_options.BatchSize)} = {_options.BatchSize}) differ and lie at least {nameof(_options.WrongAnswerDistance)} = {_options.WrongAnswerDistance} apart. Lower {nameof(_options.WrongAnswerDistance)}, raise {nameof(_options.BatchSize)} or give more rows."));
    }

    public double Energy(Batch batch, ReadOnlySpan<float> parameters, WorkTeam team)
        => Search(batch, parameters, _options.InverseTemperature, _searchOnly, team);

    private double Search(Batch batch, ReadOnlySpan<float> parameters, double beta, Action<int> part, WorkTeam team)
    {
        _batch = batch;
        _beta = beta;
        _network.Update(parameters, team);
        team.Run(RowBlocks.Count(batch.Count, RowsPerSearch), part);
        double sum = 0;
        for (var i = 0; i < batch.Count; i++)
            sum += _energies[i];
        return sum;
    }

    private void SearchPart(int part, NodeList? nodes)
    {
        nodes?.Clear();
        var inference = _inferences.Take();
        for (var i = part * RowsPerSearch; i < Math.Min(_batch.Count, (part + 1) * RowsPerSearch); i++)
        {
            var right = FreeEnergy(inference, i, i);
            if (_options.Objective == ConditionalLatentObjective.Reconstruction)
            {
                _energies[i] = right;
                Push(inference, nodes, i, i, 1);
                continue;
            }

            var other = _wrong.Find(inference, _batch, i, _beta);
            if (other >= 0 && nodes is not null)
                _hasWrongAnswers = true;
            var wrong = other < 0 ? double.PositiveInfinity : FreeEnergy(inference, i, other);
            (_energies[i], var slope) = LossOf(right - wrong);
            if (slope == 0)
                continue;
            // What was found last is at hand; the right answer's z is found again.
            Push(inference, nodes, i, other, -slope);
            FreeEnergy(inference, i, i);
            Push(inference, nodes, i, i, slope);
        }
        _inferences.Return(inference);
    }

    // The loss of F(x, y) − F(x, ȳ), and its slope. Where no answer is wrong there is nothing to lose.
    private (double Loss, double Slope) LossOf(double difference)
    {
        if (double.IsNegativeInfinity(difference))
            return (0, 0);
        if (_options.Objective == ConditionalLatentObjective.Hinge)
            return difference + _options.Margin > 0 ? (difference + _options.Margin, 1) : (double.IsNaN(difference) ? double.NaN : 0, 0);
        var e = Math.Exp(-Math.Abs(difference));
        return (Math.Max(difference, 0) + Math.Log(1 + e), difference > 0 ? 1 / (1 + e) : e / (1 + e));
    }

    private double FreeEnergy(ConditionalInference inference, int row, int answer)
    {
        inference.Decoder.Set(_batch.Row(row)[.._shape.ContextSize], _batch.Row(answer)[_shape.ContextSize..]);
        inference.Find(_beta, isExact: false);
        return inference.FreeEnergy;
    }

    private static void Push(ConditionalInference inference, NodeList? nodes, int row, int answer, double weight)
    {
        if (nodes is null)
            return;
        inference.Posterior(LeastProbability, out var latents, out var probabilities);
        var size = inference.Best.Length;
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] >= LeastProbability)
                nodes.Add(row, answer, latents.Slice(i * size, size), (float)(weight * probabilities[i]));
        }
    }

    // ∂/∂Dec of weight·‖y − Dec‖² over the batch's mean, and back to the first layer.
    private void PassPart(int part)
    {
        int start = part * RowsPerPart, rows = Math.Min(RowsPerPart, _nodes.Count - start);
        var width = _network.Architecture.Inputs;
        var inputs = _inputs.Span((long)start * width, rows * width);
        for (var i = 0; i < rows; i++)
        {
            var input = inputs.Slice(i * width, width);
            _batch.Row(_nodes.Row(start + i))[.._shape.ContextSize].CopyTo(input);
            _nodes.Latent(start + i).CopyTo(input[_shape.ContextSize..]);
        }
        _network.Forward(inputs, _buffers, start, rows, 0, LastLayer);
        for (var i = start; i < start + rows; i++)
        {
            ReadOnlySpan<float> target = _batch.Row(_nodes.Answer(i))[_shape.ContextSize..];
            ReadOnlySpan<float> decoded = _buffers.Values(LastLayer, i, 1);
            var deltas = _buffers.Deltas(LastLayer, i, 1);
            var factor = 2 * _nodes.Weight(i) / _batch.Count;
            for (var j = 0; j < target.Length; j++)
                deltas[j] = factor * (decoded[j] - target[j]);
        }
        _network.Backward(_buffers, start, rows);
    }
}
