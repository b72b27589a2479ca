using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Networks;

/// <summary>What passes over a block of rows leave at each layer. They grow and never shrink, so that a loop allocates in its first round only.</summary>
internal sealed unsafe class NetworkBuffers
{
    private readonly NetworkArchitecture _architecture;
    private readonly bool _backward;
    private readonly PinnedBuffer[] _values;
    private readonly PinnedBuffer?[] _slopes;
    private readonly PinnedBuffer[] _deltas;

    /// <param name="architecture">The network.</param>
    /// <param name="backward">Whether backward passes are run too.</param>
    public NetworkBuffers(NetworkArchitecture architecture, bool backward)
    {
        _architecture = architecture;
        _backward = backward;
        var count = architecture.Layers.Count;
        _values = new PinnedBuffer[count];
        _slopes = new PinnedBuffer?[count];
        _deltas = new PinnedBuffer[count];
        for (var l = 0; l < count; l++)
        {
            _values[l] = new PinnedBuffer();
            _deltas[l] = new PinnedBuffer();
            if (ActivationFunction.HasSlopes(architecture.Layers[l].Activation))
                _slopes[l] = new PinnedBuffer();
        }
    }

    /// <summary>Keeps the sums of the last layer as they are before the activation, in <see cref="Sums"/>.</summary>
    public PinnedBuffer? OutputSums { get; private set; }

    /// <summary>Has the forward pass keep the sums of the last layer.</summary>
    public void KeepOutputSums() => OutputSums ??= new PinnedBuffer();

    public void Reserve(int rows)
    {
        for (var l = 0; l < _values.Length; l++)
        {
            var count = (long)rows * _architecture.Layers[l].Outputs;
            _values[l].Reserve(count);
            _slopes[l]?.Reserve(count);
            if (_backward)
                _deltas[l].Reserve(count);
        }
        OutputSums?.Reserve((long)rows * _architecture.Outputs);
    }

    /// <summary>The outputs of a layer in some rows, at least so many values: room behind the last row makes up for fewer.</summary>
    public Span<float> Values(int layer, int row, int rows, int least = 0) => Rows(_values[layer], layer, row, rows, least);

    /// <summary>σ of the sums of a layer, for activations that have slopes; otherwise the outputs, which are not used then.</summary>
    public Span<float> Slopes(int layer, int row, int rows, int least = 0) => Rows(_slopes[layer] ?? _values[layer], layer, row, rows, least);

    /// <summary>The gradient with respect to a layer's outputs, and after its part of the backward pass to its sums.</summary>
    public Span<float> Deltas(int layer, int row, int rows) => Rows(_deltas[layer], layer, row, rows, 0);

    /// <summary>The sums of the last layer before the activation.</summary>
    public Span<float> Sums(int row, int rows) => Rows(OutputSums!, _architecture.Layers.Count - 1, row, rows, 0);

    /// <summary>The first output of a layer.</summary>
    public float* FirstValue(int layer) => _values[layer].Pointer;

    /// <summary>The first of a layer's <see cref="Deltas"/>.</summary>
    public float* FirstDelta(int layer) => _deltas[layer].Pointer;

    private Span<float> Rows(PinnedBuffer buffer, int layer, int row, int rows, int least)
    {
        var width = _architecture.Layers[layer].Outputs;
        return buffer.Span((long)row * width, Math.Max(least, checked(rows * width)));
    }
}
