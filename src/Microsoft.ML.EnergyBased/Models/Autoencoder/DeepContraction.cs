using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

/// <summary>
/// λ‖∂h/∂y‖²_F for an encoder of several layers, exactly: Σₖ ‖gₖ‖² over the code units k, where gₖ = ∂hₖ/∂y. It costs
/// about two passes through the encoder for each code unit.
/// </summary>
/// <remarks>
/// The gradient of ‖gₖ‖² with respect to the parameters is twice that of the derivative of hₖ in the fixed direction
/// gₖ (Pearlmutter, "Fast Exact Multiplication by the Hessian", Neural Computation 6, 1994). For a layer a = xW + b,
/// x′ = f(a), with tangents ẋ and ȧ = ẋW and with v = ∂hₖ/∂a: the weights receive ẋᵀv, and the sums a receive
/// f″(a)·ȧ·∂hₖ/∂x′, which joins the ordinary backward pass.
/// </remarks>
internal sealed unsafe class DeepContraction
{
    private const int RowsPerPart = 24;

    private readonly DenseNetwork _network;
    private readonly NetworkBuffers _buffers;
    private readonly IReadOnlyList<LayerShape> _layers;
    private readonly int _code;
    private readonly float _penalty;
    private readonly PinnedBuffer _direction = new();
    private readonly PinnedBuffer[] _outer;
    private readonly PinnedBuffer[] _adjoints;
    private readonly PinnedBuffer[] _tangents;
    private readonly PinnedBuffer[] _sources;
    private readonly ParameterGradients _gradients;
    private readonly Action<int> _part;

    // Of the run in progress.
    private int _rows;
    private int _unit;
    private bool _wantsGradient;
    private double[] _energies = [];

    public DeepContraction(DenseNetwork network, NetworkBuffers buffers, int code, float penalty)
    {
        _network = network;
        _buffers = buffers;
        _layers = network.Architecture.Layers;
        _code = code;
        _penalty = penalty;
        _outer = Create(code + 1);
        _adjoints = Create(code + 1);
        _tangents = Create(code + 1);
        _sources = Create(code + 1);
        _gradients = new ParameterGradients(network.Architecture, code + 1, biases: false);
        _part = Part;
    }

    /// <summary>Adds the penalty to the energies of a block of rows and, unless empty, its direct part to the gradient.</summary>
    public void Run(int rows, Span<float> gradient, double[] energies, WorkTeam team)
    {
        _rows = rows;
        _energies = energies;
        _wantsGradient = !gradient.IsEmpty;
        _direction.Reserve((long)rows * _layers[0].Inputs);
        for (var l = 0; l <= _code; l++)
        {
            var count = (long)rows * _layers[l].Outputs;
            _outer[l].Reserve(count);
            _adjoints[l].Reserve(count);
            _tangents[l].Reserve(count);
            _sources[l].Reserve(count);
            At(_sources, l, 0, rows).Clear();
        }

        for (_unit = 0; _unit < _layers[_code].Outputs; _unit++)
        {
            team.Run(RowBlocks.Count(rows, RowsPerPart), _part);
            if (gradient.IsEmpty)
                continue;
            for (var l = 0; l <= _code; l++)
                _gradients.Bind(l, l == 0 ? _direction.Pointer : _tangents[l - 1].Pointer, _adjoints[l].Pointer);
            _gradients.Compute(gradient, rows, accumulate: true, team);
        }
        GC.KeepAlive(this);
    }

    /// <summary>Adds the part of the gradient with respect to the sums of some rows at an encoder layer.</summary>
    public void AddToDeltas(int layer, int start, int rows)
    {
        if (layer > _code)
            return;
        var deltas = _buffers.Deltas(layer, start, rows);
        TensorPrimitives.Add(deltas, At(_sources, layer, start, rows), deltas);
    }

    private static PinnedBuffer[] Create(int count)
    {
        var buffers = new PinnedBuffer[count];
        for (var i = 0; i < count; i++)
            buffers[i] = new PinnedBuffer();
        return buffers;
    }

    private Span<float> At(PinnedBuffer[] buffers, int layer, int start, int rows)
        => buffers[layer].Span((long)start * _layers[layer].Outputs, rows * _layers[layer].Outputs);

    private void Part(int part)
    {
        var start = part * RowsPerPart;
        var rows = Math.Min(RowsPerPart, _rows - start);
        var width = _layers[0].Inputs;
        var directions = _direction.Span((long)start * width, rows * width);

        // ∂hₖ/∂x′ and v of every layer, down to gₖ.
        var top = At(_outer, _code, start, rows);
        top.Clear();
        for (var i = 0; i < rows; i++)
            top[(i * _layers[_code].Outputs) + _unit] = 1;
        for (var l = _code; l >= 0; l--)
        {
            var adjoints = At(_adjoints, l, start, rows);
            At(_outer, l, start, rows).CopyTo(adjoints);
            ActivationFunction.MultiplyByDerivative(_layers[l].Activation, _buffers.Values(l, start, rows), _buffers.Slopes(l, start, rows), adjoints);
            _network.ThroughWeights(l, adjoints, rows, l == 0 ? directions : At(_outer, l - 1, start, rows));
        }
        for (var i = 0; i < rows; i++)
            _energies[start + i] += _penalty * VectorMath.SquaredNorm(directions.Slice(i * width, width));
        if (!_wantsGradient)
            return;

        // Tangents in the direction 2λ/n·gₖ: everything is linear in it.
        TensorPrimitives.Multiply(directions, 2 * _penalty / _rows, directions);
        for (var l = 0; l <= _code; l++)
        {
            var tangents = At(_tangents, l, start, rows);
            _network.Product(l, l == 0 ? directions : At(_tangents, l - 1, start, rows), rows, tangents);

            var outer = At(_outer, l, start, rows);
            TensorPrimitives.Multiply(outer, tangents, outer);
            ActivationFunction.MultiplyBySecondDerivative(_layers[l].Activation, _buffers.Values(l, start, rows), _buffers.Slopes(l, start, rows), outer);
            var sources = At(_sources, l, start, rows);
            TensorPrimitives.Add(sources, outer, sources);
            ActivationFunction.MultiplyByDerivative(_layers[l].Activation, _buffers.Values(l, start, rows), _buffers.Slopes(l, start, rows), tangents);
        }
    }
}
