using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

// Gradients with respect to the parameters. One caller at a time.
internal sealed unsafe partial class ParametricNetwork
{
    private const int RowsPerPart = 32;

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
        SpanChecks.CheckLength(rows.Length, weights.Length, Dimension);
        _rows = weights.Length;
        _buffers ??= new NetworkBuffers(Architecture, backward: true);
        _buffers.Reserve(_rows);
        fixed (float* input = rows, factors = weights)
        {
            _input = input;
            _weights = factors;
            team.Run(RowBlocks.Count(_rows, RowsPerPart), _forwardBackward);
            AddGradient(input, gradient, team);
        }
    }

    /// <remarks>
    /// With a dot for what belongs to the direction, s = xW + b, x' = f(s), ṡ = ẋW, ẋ' = f′(s)ṡ, and the slope is the last
    /// ẋ. Backwards, with a bar for the derivative of the slope: ṡ̄ = f′ẋ̄', s̄ = f′x̄' + f″ṡẋ̄', and ∂W = ẋᵀṡ̄ + xᵀs̄, ∂b = s̄
    /// (Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6, 1994, section 3).
    /// </remarks>
    public void AddSlopeGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> directions, Span<float> gradient, WorkTeam team)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(directions.Length, count, Dimension);
        _rows = count;
        _buffers ??= new NetworkBuffers(Architecture, backward: true);
        _buffers.Reserve(count);
        _tangents ??= new Tangents(Architecture);
        _tangents.Reserve(count);
        fixed (float* input = rows, along = directions)
        {
            _input = input;
            _directions = along;
            team.Run(RowBlocks.Count(count, RowsPerPart), _slopes);

            // Biases take no part in ṡ: what the first product adds to them is put back.
            var biases = gradient[Architecture.WeightCount..].ToArray();
            for (var l = 0; l <= _last; l++)
                _parameterGradients.Bind(l, l == 0 ? along : _tangents.FirstValue(l - 1), _tangents.FirstSumBar(l));
            _parameterGradients.Compute(gradient, count, accumulate: true, team);
            biases.CopyTo(gradient[Architecture.WeightCount..]);
            AddGradient(input, gradient, team);
        }
        GC.KeepAlive(_tangents);
    }

    // From what the passes have left at the layers.
    private void AddGradient(float* input, Span<float> gradient, WorkTeam team)
    {
        _parameterGradients.Compute(input, _buffers!, gradient, _rows, accumulate: true, team);
        GC.KeepAlive(_buffers);
    }

    private void ForwardBackwardPart(int part)
    {
        var row = part * RowsPerPart;
        var length = Math.Min(RowsPerPart, _rows - row);
        _network.Forward(Rows(_input, row, length), _buffers!, row, length, 0, _last);
        new ReadOnlySpan<float>(_weights + row, length).CopyTo(_buffers!.Deltas(_last, row, length));
        _network.Backward(_buffers!, row, length);
    }

    private void SlopePart(int part)
    {
        var row = part * RowsPerPart;
        var length = Math.Min(RowsPerPart, _rows - row);
        var buffers = _buffers!;
        var tangents = _tangents!;
        _network.Forward(Rows(_input, row, length), buffers, row, length, 0, _last);
        for (var l = 0; l <= _last; l++)
        {
            var sums = tangents.Sums(l, row, length);
            var tangent = tangents.Values(l, row, length);
            _network.Product(l, l == 0 ? Rows(_directions, row, length) : tangents.Values(l - 1, row, length), length, sums);
            sums.CopyTo(tangent);
            ActivationFunction.MultiplyByDerivative(Architecture.Layers[l].Activation, buffers.Values(l, row, length), buffers.Slopes(l, row, length), tangent);
        }

        tangents.SumBars(_last, row, length).Fill(1);
        buffers.Deltas(_last, row, length).Clear();
        for (var l = _last; l >= 0; l--)
        {
            var layer = Architecture.Layers[l];
            ReadOnlySpan<float> values = buffers.Values(l, row, length);
            ReadOnlySpan<float> slopes = buffers.Slopes(l, row, length);
            var dotted = tangents.SumBars(l, row, length);
            var plain = buffers.Deltas(l, row, length);

            // f″ṡẋ̄', in the place of ṡ, which is not needed any more.
            var curved = tangents.Sums(l, row, length);
            TensorPrimitives.Multiply(curved, dotted, curved);
            ActivationFunction.MultiplyBySecondDerivative(layer.Activation, values, slopes, curved);
            ActivationFunction.MultiplyByDerivative(layer.Activation, values, slopes, plain);
            TensorPrimitives.Add(plain, curved, plain);
            ActivationFunction.MultiplyByDerivative(layer.Activation, values, slopes, dotted);
            if (l == 0)
                continue;
            _network.ThroughWeights(l, dotted, length, tangents.SumBars(l - 1, row, length));
            _network.ThroughWeights(l, plain, length, buffers.Deltas(l - 1, row, length));
        }
    }

    // Of the rows of the call in progress, which are held in place.
    private ReadOnlySpan<float> Rows(float* first, int row, int count) => new(first + ((nint)row * Dimension), count * Dimension);

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
            for (var l = 0; l < _values.Length; l++)
            {
                var count = (long)rows * _architecture.Layers[l].Outputs;
                _values[l].Reserve(count);
                _sums[l].Reserve(count);
                _sumBars[l].Reserve(count);
            }
        }

        public Span<float> Values(int layer, int row, int rows) => Rows(_values[layer], layer, row, rows);

        public Span<float> Sums(int layer, int row, int rows) => Rows(_sums[layer], layer, row, rows);

        public Span<float> SumBars(int layer, int row, int rows) => Rows(_sumBars[layer], layer, row, rows);

        public float* FirstValue(int layer) => _values[layer].Pointer;

        public float* FirstSumBar(int layer) => _sumBars[layer].Pointer;

        private Span<float> Rows(PinnedBuffer buffer, int layer, int row, int rows)
        {
            var width = _architecture.Layers[layer].Outputs;
            return buffer.Span((long)row * width, checked(rows * width));
        }

        private PinnedBuffer[] Buffers()
        {
            var buffers = new PinnedBuffer[_architecture.Layers.Count];
            for (var l = 0; l < buffers.Length; l++)
                buffers[l] = new PinnedBuffer();
            return buffers;
        }
    }
}
