using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Networks;

/// <summary>
/// A network with its weights packed for products: passes forward and backward over blocks of rows. A row's values
/// depend on that row alone, so that threads may work on rows of one block, and any division gives the same bits.
/// </summary>
internal sealed unsafe class DenseNetwork
{
    // Panels that one thread packs at a time.
    private const int PanelsPerPart = 4;

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
        for (var l = 0; l < _forward.Length; l++)
        {
            var layer = architecture.Layers[l];
            _forward[l] = new PackedMatrix();
            _forward[l].Reshape(layer.Inputs, layer.Outputs);
            for (var panel = 0; panel < _forward[l].Panels; panel += PanelsPerPart)
                _parts.Add((l, panel, false));
            if (!backward(l))
                continue;
            var back = _backward[l] = new PackedMatrix();
            back.Reshape(layer.Outputs, layer.Inputs);
            for (var panel = 0; panel < back.Panels; panel += PanelsPerPart)
                _parts.Add((l, panel, true));
        }
        _biases = new float[architecture.ParameterCount - architecture.WeightCount];
        _packPart = PackPart;
        Update(parameters, new WorkTeam(1));
    }

    public NetworkArchitecture Architecture { get; }

    public int LastLayer => _forward.Length - 1;

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
        for (var l = first; l <= last; l++)
        {
            var layer = Architecture.Layers[l];
            var source = l == first ? input : buffers.Values(l - 1, row, rows);
            ReadOnlySpan<float> biases = _biases.AsSpan(layer.BiasOffset - Architecture.WeightCount, layer.Outputs);
            MatrixProduct.Multiply(source, rows, _forward[l], buffers.Values(l, row, rows), bias: biases);
            if (l == LastLayer && buffers.OutputSums is not null)
                buffers.Values(l, row, rows).CopyTo(buffers.Sums(row, rows));
            const int Least = ActivationFunction.FewestValues;
            ActivationFunction.Apply(layer.Activation, buffers.Values(l, row, rows, Least), buffers.Slopes(l, row, rows, Least));
        }
    }

    /// <summary>
    /// Goes back through all layers: from the gradient with respect to the network's outputs, in the last layer's deltas, to
    /// those with respect to the sums of every layer, and to the inputs.
    /// </summary>
    /// <param name="buffers">What a pass forward over the same rows has left.</param>
    /// <param name="row">Where the rows lie in the block.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="inputs">Receives <paramref name="rows"/> × inputs; or empty.</param>
    /// <param name="fromSums">Whether the last layer's deltas are with respect to its sums as they are.</param>
    /// <param name="atOutputs">Adds to the deltas of a layer (layer, row, rows), which are those with respect to its outputs.</param>
    /// <param name="atSums">Adds to them when they are those with respect to its sums.</param>
    public void Backward(
        NetworkBuffers buffers, int row, int rows, Span<float> inputs = default, bool fromSums = false,
        Action<int, int, int>? atOutputs = null, Action<int, int, int>? atSums = null)
    {
        for (var l = LastLayer; l >= 0; l--)
        {
            atOutputs?.Invoke(l, row, rows);
            if (l < LastLayer || !fromSums)
                ActivationFunction.MultiplyByDerivative(Architecture.Layers[l].Activation, buffers.Values(l, row, rows), buffers.Slopes(l, row, rows), buffers.Deltas(l, row, rows));
            atSums?.Invoke(l, row, rows);
            if (l > 0)
                ThroughWeights(l, buffers.Deltas(l, row, rows), rows, buffers.Deltas(l - 1, row, rows));
            else if (!inputs.IsEmpty)
                ThroughWeights(0, buffers.Deltas(0, row, rows), rows, inputs);
        }
    }

    /// <summary>From the gradient with respect to a layer's sums to that with respect to its inputs.</summary>
    public void ThroughWeights(int layer, ReadOnlySpan<float> deltas, int rows, Span<float> inputs)
    {
        var back = _backward[layer] ?? throw new InvalidOperationException($"Layer {layer} was not made for backward passes.");
        MatrixProduct.Multiply(deltas, rows, back, inputs);
    }

    /// <summary>The product of some rows with the weights of a layer, without bias and activation.</summary>
    public void Product(int layer, ReadOnlySpan<float> rows, int count, Span<float> sums)
        => MatrixProduct.Multiply(rows, count, _forward[layer], sums);

    private void PackPart(int part)
    {
        (var l, var panel, var backward) = _parts[part];
        var layer = Architecture.Layers[l];
        var packed = backward ? _backward[l]! : _forward[l];
        var weights = _packing + layer.WeightOffset;
        var count = Math.Min(PanelsPerPart, packed.Panels - panel);
        // A layer reads W, inputs × outputs; a transposed one has stored it the other way round, and so has the way back.
        if (backward == layer.Transposed)
            packed.PackPanels(weights, packed.Columns, panel, count);
        else
            packed.PackPanelsTransposed(weights, packed.Depth, panel, count);
    }
}
