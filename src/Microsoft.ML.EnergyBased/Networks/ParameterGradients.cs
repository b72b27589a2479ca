using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Networks;

/// <summary>
/// ∂/∂W = xᵀδ and ∂/∂b = Σ δ of each layer, where x are its inputs and δ the gradients with respect to its sums over a
/// block of rows. Every element is one chain over the rows in their order, so that threads do not matter.
/// </summary>
internal sealed unsafe class ParameterGradients
{
    private const int WeightRowsPerPart = 96;
    private const int PanelsPerPart = 4;
    private const int Bias = -1;

    private readonly NetworkArchitecture _architecture;
    private readonly PackedMatrix[] _packed;
    private readonly List<(int Layer, int Start)> _packParts = [];
    private readonly List<(int Layer, int Start)> _ownParts = [];
    private readonly List<(int Layer, int Start)> _tiedParts = [];
    private readonly Action<int> _pack;
    private readonly Action<int> _own;
    private readonly Action<int> _tied;

    // Of the run in progress.
    private readonly nint[] _inputs;
    private readonly nint[] _deltas;
    private float* _gradient;
    private int _rows;
    private bool _accumulate;

    /// <param name="architecture">The network.</param>
    /// <param name="layers">How many of its layers, from the first.</param>
    /// <param name="biases">Whether biases are among the parameters looked at.</param>
    public ParameterGradients(NetworkArchitecture architecture, int layers, bool biases = true)
    {
        _architecture = architecture;
        _packed = new PackedMatrix[layers];
        _inputs = new nint[layers];
        _deltas = new nint[layers];
        for (var l = 0; l < layers; l++)
        {
            var layer = architecture.Layers[l];
            _packed[l] = new PackedMatrix();
            _packed[l].Reshape(0, StoredColumns(layer));
            for (var panel = 0; panel < _packed[l].Panels; panel += PanelsPerPart)
                _packParts.Add((l, panel));
            for (var start = 0; start < StoredRows(layer); start += WeightRowsPerPart)
                (layer.Transposed ? _tiedParts : _ownParts).Add((l, start));
            if (biases)
                _ownParts.Add((l, Bias));
        }
        _pack = PackPart;
        _own = part => Part(_ownParts[part], _accumulate);
        // A tied layer adds to what its partner has written.
        _tied = part => Part(_tiedParts[part], accumulate: true);
    }

    /// <summary>Says where a layer's inputs and the gradients with respect to its sums begin; who says so keeps both alive until the gradients are computed.</summary>
    public void Bind(int layer, float* inputs, float* deltas)
    {
        _inputs[layer] = (nint)inputs;
        _deltas[layer] = (nint)deltas;
    }

    /// <summary>Writes, or adds, the gradients of all layers from what the passes of a network have left.</summary>
    /// <param name="inputs">The rows that went into the network; who calls keeps them alive.</param>
    /// <param name="buffers">After the pass backward.</param>
    /// <param name="gradient">As the architecture lays parameters out.</param>
    /// <param name="rows">The rows of the block.</param>
    /// <param name="accumulate">Whether they are added to what is there.</param>
    /// <param name="team">Who does the work.</param>
    public void Compute(float* inputs, NetworkBuffers buffers, Span<float> gradient, int rows, bool accumulate, WorkTeam team)
    {
        for (var l = 0; l < _packed.Length; l++)
            Bind(l, l == 0 ? inputs : buffers.FirstValue(l - 1), buffers.FirstDelta(l));
        Compute(gradient, rows, accumulate, team);
        GC.KeepAlive(buffers);
    }

    /// <summary>Writes, or adds, the gradients of all layers from what was bound.</summary>
    /// <param name="gradient">As the architecture lays parameters out.</param>
    /// <param name="rows">The rows of the block.</param>
    /// <param name="accumulate">Whether they are added to what is there.</param>
    /// <param name="team">Who does the work.</param>
    public void Compute(Span<float> gradient, int rows, bool accumulate, WorkTeam team)
    {
        if (gradient.Length != _architecture.ParameterCount)
            throw new ArgumentException($"Expected {_architecture.ParameterCount} values, got {gradient.Length}.", nameof(gradient));
        _rows = rows;
        _accumulate = accumulate;
        for (var l = 0; l < _packed.Length; l++)
            _packed[l].Reshape(rows, StoredColumns(_architecture.Layers[l]));
        fixed (float* first = gradient)
        {
            _gradient = first;
            team.Run(_packParts.Count, _pack);
            team.Run(_ownParts.Count, _own);
            if (_tiedParts.Count > 0)
                team.Run(_tiedParts.Count, _tied);
        }
    }

    private static int StoredRows(LayerShape layer) => layer.Transposed ? layer.Outputs : layer.Inputs;

    private static int StoredColumns(LayerShape layer) => layer.Transposed ? layer.Inputs : layer.Outputs;

    private void PackPart(int part)
    {
        (var l, var panel) = _packParts[part];
        var packed = _packed[l];
        var source = (float*)(_architecture.Layers[l].Transposed ? _inputs[l] : _deltas[l]);
        packed.PackPanels(source, packed.Columns, panel, Math.Min(PanelsPerPart, packed.Panels - panel));
    }

    private void Part((int Layer, int Start) part, bool accumulate)
    {
        (var l, var start) = part;
        var layer = _architecture.Layers[l];
        if (start == Bias)
        {
            var bias = new Span<float>(_gradient + layer.BiasOffset, layer.Outputs);
            if (!accumulate)
                bias.Clear();
            for (var row = 0; row < _rows; row++)
                TensorPrimitives.Add(bias, new ReadOnlySpan<float>((float*)_deltas[l] + ((nint)row * layer.Outputs), layer.Outputs), bias);
            return;
        }

        // The stored weights' gradient is xᵀδ, or δᵀx where they are stored transposed: the left factor read by columns.
        var left = (float*)(layer.Transposed ? _deltas[l] : _inputs[l]);
        var height = StoredRows(layer);
        var width = StoredColumns(layer);
        MatrixProduct.Multiply(
            left + start, 1, height, Math.Min(WeightRowsPerPart, height - start), _packed[l], null, accumulate,
            _gradient + layer.WeightOffset + ((nint)start * width), width);
    }
}
