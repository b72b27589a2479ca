using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Networks;

/// <summary>
/// A network with its weights packed for products: passes forward and backward over blocks of rows. A row's values
/// depend on that row alone, so that threads may work on rows of one block, and any division gives the same bits.
/// </summary>
internal sealed unsafe class DenseNetwork
{
    // Panels that one thread packs at a time.
    private const int PanelsAPart = 4;

    private readonly PackedMatrix[] _forward;
    private readonly PackedMatrix?[] _backward;
    private readonly float[] _biases;
    private readonly List<(int Layer, int Panel, bool Backward)> _parts = [];
    private readonly Action<int> _packPart;
    private float* _packing;

    /// <param name="architecture">The layers.</param>
    /// <param name="parameters">As the architecture lays them out; taken over as <see cref="Update"/> does.</param>
    /// <param name="backward">Whether gradients with respect to the sums of a layer are passed on to what comes before it; by layer.</param>
    public DenseNetwork(NetworkArchitecture architecture, ReadOnlySpan<float> parameters, Func<int, bool> backward)
    {
        Architecture = architecture;
        _forward = new PackedMatrix[architecture.Layers.Count];
        _backward = new PackedMatrix?[architecture.Layers.Count];
        for (int l = 0; l < _forward.Length; l++)
        {
            LayerShape layer = architecture.Layers[l];
            _forward[l] = new PackedMatrix();
            _forward[l].Reshape(layer.Inputs, layer.Outputs);
            for (int panel = 0; panel < _forward[l].Panels; panel += PanelsAPart)
                _parts.Add((l, panel, false));
            if (!backward(l))
                continue;
            PackedMatrix back = _backward[l] = new PackedMatrix();
            back.Reshape(layer.Outputs, layer.Inputs);
            for (int panel = 0; panel < back.Panels; panel += PanelsAPart)
                _parts.Add((l, panel, true));
        }
        _biases = new float[architecture.ParameterCount - architecture.WeightCount];
        _packPart = PackPart;
        Update(parameters, new WorkTeam(1));
    }

    public NetworkArchitecture Architecture { get; }

    /// <summary>Takes other parameters: packs the weights and copies the biases. Not while a pass is running.</summary>
    public void Update(ReadOnlySpan<float> parameters, WorkTeam team)
    {
        if (parameters.Length != Architecture.ParameterCount)
            throw new ArgumentException($"Expected {Architecture.ParameterCount} parameters, got {parameters.Length}.", nameof(parameters));
        parameters[Architecture.WeightCount..].CopyTo(_biases);
        fixed (float* first = parameters)
        {
            _packing = first;
            team.Run(_parts.Count, _packPart);
        }
    }

    /// <summary>
    /// Runs layers <paramref name="first"/> to <paramref name="last"/> over some rows; their values are left in the buffers.
    /// </summary>
    /// <param name="input">The rows that go into the first of these layers: <paramref name="rows"/> × its inputs.</param>
    /// <param name="buffers">The buffers of the block.</param>
    /// <param name="row">Where the rows lie in the block.</param>
    /// <param name="rows">How many there are; fewer than a block only where they end it, or as a multiple of 4.</param>
    /// <param name="first">The first layer.</param>
    /// <param name="last">The last layer.</param>
    public void Forward(ReadOnlySpan<float> input, NetworkBuffers buffers, int row, int rows, int first, int last)
    {
        for (int l = first; l <= last; l++)
        {
            LayerShape layer = Architecture.Layers[l];
            ReadOnlySpan<float> source = l == first ? input : buffers.Values(l - 1, row, rows);
            ReadOnlySpan<float> biases = _biases.AsSpan(layer.BiasOffset - Architecture.WeightCount, layer.Outputs);
            MatrixProduct.Multiply(source, rows, _forward[l], buffers.Values(l, row, rows), bias: biases);
            if (l == _forward.Length - 1 && buffers.OutputSums is not null)
                buffers.Values(l, row, rows).CopyTo(buffers.Sums(row, rows));
            const int Least = ActivationFunction.FewestValues;
            ActivationFunction.Apply(layer.Activation, buffers.Values(l, row, rows, Least), buffers.Slopes(l, row, rows, Least));
        }
    }

    /// <summary>Turns the gradient with respect to a layer's outputs, in its deltas, into that with respect to its sums.</summary>
    public void ThroughActivation(NetworkBuffers buffers, int layer, int row, int rows)
    {
        ActivationFunction.MultiplyByDerivative(
            Architecture.Layers[layer].Activation, buffers.Values(layer, row, rows), buffers.Slopes(layer, row, rows), buffers.Deltas(layer, row, rows));
    }

    /// <summary>From the gradient with respect to a layer's sums to that with respect to its inputs.</summary>
    public void ThroughWeights(int layer, ReadOnlySpan<float> deltas, int rows, Span<float> inputs)
    {
        PackedMatrix back = _backward[layer] ?? throw new InvalidOperationException($"Layer {layer} was not made for backward passes.");
        MatrixProduct.Multiply(deltas, rows, back, inputs);
    }

    /// <summary>From the deltas of a layer in some rows to those of the layer before it.</summary>
    public void ThroughWeights(NetworkBuffers buffers, int layer, int row, int rows)
        => ThroughWeights(layer, buffers.Deltas(layer, row, rows), rows, buffers.Deltas(layer - 1, row, rows));

    /// <summary>The product of some rows with the weights of a layer, without bias and activation.</summary>
    public void Product(int layer, ReadOnlySpan<float> rows, int count, Span<float> sums)
        => MatrixProduct.Multiply(rows, count, _forward[layer], sums);

    private void PackPart(int part)
    {
        (int l, int panel, bool backward) = _parts[part];
        LayerShape layer = Architecture.Layers[l];
        PackedMatrix packed = backward ? _backward[l]! : _forward[l];
        float* weights = _packing + layer.WeightOffset;
        int count = Math.Min(PanelsAPart, packed.Panels - panel);
        // A layer reads W, inputs × outputs; a transposed one has stored it the other way round, and so has the way back.
        if (backward == layer.Transposed)
            packed.PackPanels(weights, packed.Columns, panel, count);
        else
            packed.PackPanelsTransposed(weights, packed.Depth, panel, count);
    }
}
