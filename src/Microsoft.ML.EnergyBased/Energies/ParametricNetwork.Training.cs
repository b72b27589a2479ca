using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

// Gradients with respect to the parameters. One caller at a time.
internal sealed unsafe partial class ParametricNetwork
{
    private const int RowsAPart = 32;

    private readonly int _last;
    private readonly ParameterGradients _parameterGradients;
    private readonly Action<int> _forwardBackward;
    private readonly Action<int> _slopes;
    private NetworkBuffers? _buffers;
    private Tangents? _tangents;

    // Of the call in progress.
    private int _rows;
    private float* _input;
    private float* _weights;
    private float* _directions;

    // The quadratic term has no parameters.
    public void AddParameterGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> weights, Span<float> gradient, WorkTeam team)
    {
        Blocks.CheckLength(rows.Length, weights.Length, Dimension);
        _rows = weights.Length;
        _buffers ??= new NetworkBuffers(Architecture, backward: true);
        _buffers.Reserve(_rows);
        fixed (float* input = rows, factors = weights, target = gradient)
        {
            _input = input;
            _weights = factors;
            team.Run(RowBlocks.Count(_rows, RowsAPart), _forwardBackward);
            for (int l = 0; l <= _last; l++)
                _parameterGradients.Bind(l, l == 0 ? input : _buffers.Values(l - 1, 0), _buffers.Deltas(l, 0));
            _parameterGradients.Compute(target, _rows, accumulate: true, team);
        }
    }

    /// <remarks>
    /// With a dot for what belongs to the direction, s = xW + b, x' = f(s), ṡ = ẋW, ẋ' = f′(s)ṡ, and the slope is the last
    /// ẋ. Backwards, with a bar for the derivative of the slope: ṡ̄ = f′ẋ̄', s̄ = f′x̄' + f″ṡẋ̄', and ∂W = ẋᵀṡ̄ + xᵀs̄, ∂b = s̄
    /// (Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6, 1994, section 3).
    /// </remarks>
    public void AddSlopeGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> directions, Span<float> gradient, WorkTeam team)
    {
        int count = Blocks.Count(rows, Dimension);
        Blocks.CheckLength(directions.Length, count, Dimension);
        _rows = count;
        _buffers ??= new NetworkBuffers(Architecture, backward: true);
        _buffers.Reserve(count);
        _tangents ??= new Tangents(Architecture);
        _tangents.Reserve(count);
        fixed (float* input = rows, along = directions, target = gradient)
        {
            _input = input;
            _directions = along;
            team.Run(RowBlocks.Count(count, RowsAPart), _slopes);

            // Biases take no part in ṡ: what the first product adds to them is put back.
            float[] biases = gradient[Architecture.WeightCount..].ToArray();
            for (int l = 0; l <= _last; l++)
                _parameterGradients.Bind(l, l == 0 ? along : _tangents.Values(l - 1, 0), _tangents.SumBars(l, 0));
            _parameterGradients.Compute(target, count, accumulate: true, team);
            biases.CopyTo(gradient[Architecture.WeightCount..]);
            for (int l = 0; l <= _last; l++)
                _parameterGradients.Bind(l, l == 0 ? input : _buffers.Values(l - 1, 0), _buffers.Deltas(l, 0));
            _parameterGradients.Compute(target, count, accumulate: true, team);
        }
    }

    private void ForwardBackwardPart(int part)
    {
        int row = part * RowsAPart;
        int length = Math.Min(RowsAPart, _rows - row);
        _network.Forward(_input + ((nint)row * Dimension), _buffers!, row, length, 0, _last);
        new ReadOnlySpan<float>(_weights + row, length).CopyTo(new Span<float>(_buffers!.Deltas(_last, row), length));
        Backward(_buffers!, row, length, null);
    }

    private void SlopePart(int part)
    {
        int row = part * RowsAPart;
        int length = Math.Min(RowsAPart, _rows - row);
        NetworkBuffers buffers = _buffers!;
        Tangents tangents = _tangents!;
        _network.Forward(_input + ((nint)row * Dimension), buffers, row, length, 0, _last);
        for (int l = 0; l <= _last; l++)
        {
            LayerShape layer = Architecture.Layers[l];
            int count = length * layer.Outputs;
            _network.Product(l, l == 0 ? _directions + ((nint)row * Dimension) : tangents.Values(l - 1, row), length, tangents.Sums(l, row));
            Span<float> tangent = new(tangents.Values(l, row), count);
            new ReadOnlySpan<float>(tangents.Sums(l, row), count).CopyTo(tangent);
            ActivationFunction.MultiplyByDerivative(layer.Activation, Values(buffers, l, row, count), Slopes(buffers, l, row, count), tangent);
        }

        new Span<float>(tangents.SumBars(_last, row), length).Fill(1);
        new Span<float>(buffers.Deltas(_last, row), length).Clear();
        for (int l = _last; l >= 0; l--)
        {
            LayerShape layer = Architecture.Layers[l];
            int count = length * layer.Outputs;
            ReadOnlySpan<float> values = Values(buffers, l, row, count);
            ReadOnlySpan<float> slopes = Slopes(buffers, l, row, count);
            Span<float> dotted = new(tangents.SumBars(l, row), count);
            Span<float> plain = new(buffers.Deltas(l, row), count);

            // f″ṡẋ̄', in the place of ṡ, which is not needed any more.
            Span<float> curved = new(tangents.Sums(l, row), count);
            TensorPrimitives.Multiply(curved, dotted, curved);
            ActivationFunction.MultiplyBySecondDerivative(layer.Activation, values, slopes, curved);
            ActivationFunction.MultiplyByDerivative(layer.Activation, values, slopes, plain);
            TensorPrimitives.Add(plain, curved, plain);
            ActivationFunction.MultiplyByDerivative(layer.Activation, values, slopes, dotted);
            if (l == 0)
                continue;
            _network.ThroughWeights(l, tangents.SumBars(l, row), length, tangents.SumBars(l - 1, row));
            _network.ThroughWeights(l, buffers.Deltas(l, row), length, buffers.Deltas(l - 1, row));
        }
    }

    private ReadOnlySpan<float> Values(NetworkBuffers buffers, int layer, int row, int count) => new(buffers.Values(layer, row), count);

    private ReadOnlySpan<float> Slopes(NetworkBuffers buffers, int layer, int row, int count) => new(buffers.Slopes(layer, row), count);

    // ẋ, ṡ and the derivatives of the slope with respect to them, by layer.
    private sealed class Tangents
    {
        private readonly NetworkArchitecture _architecture;
        private readonly PinnedBuffer[] _values;
        private readonly PinnedBuffer[] _sums;
        private readonly PinnedBuffer[] _sumBars;

        public Tangents(NetworkArchitecture architecture)
        {
            _architecture = architecture;
            _values = Buffers();
            _sums = Buffers();
            _sumBars = Buffers();
        }

        public void Reserve(int rows)
        {
            for (int l = 0; l < _values.Length; l++)
            {
                long count = (long)rows * _architecture.Layers[l].Outputs;
                _values[l].Reserve(count);
                _sums[l].Reserve(count);
                _sumBars[l].Reserve(count);
            }
        }

        public float* Values(int layer, int row) => _values[layer].Pointer + Offset(layer, row);

        public float* Sums(int layer, int row) => _sums[layer].Pointer + Offset(layer, row);

        public float* SumBars(int layer, int row) => _sumBars[layer].Pointer + Offset(layer, row);

        private nint Offset(int layer, int row) => (nint)row * _architecture.Layers[layer].Outputs;

        private PinnedBuffer[] Buffers()
        {
            var buffers = new PinnedBuffer[_architecture.Layers.Count];
            for (int l = 0; l < buffers.Length; l++)
                buffers[l] = new PinnedBuffer();
            return buffers;
        }
    }
}
