using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>
/// Exact sums over a restricted Boltzmann machine: all states of one layer are enumerated, the other is summed (or
/// integrated) in closed form. For bits that is the smaller layer, for Gaussian units the hidden one.
/// </summary>
internal sealed class RestrictedBoltzmannEnumeration(RestrictedBoltzmannKernel kernel)
{
    public const int GreatestUnits = 25;

    private const int BlockSize = 512;

    private readonly RestrictedBoltzmannShape _shape = kernel.Shape;
    private readonly bool _overVisible = OverVisible(kernel.Shape);

    private int Count => 1 << Units(_shape);

    private int Own => _overVisible ? _shape.Visible : _shape.Hidden;

    private int Other => _overVisible ? _shape.Hidden : _shape.Visible;

    /// <summary>The units of the layer that is enumerated.</summary>
    public static int Units(RestrictedBoltzmannShape shape) => OverVisible(shape) ? shape.Visible : shape.Hidden;

    public double LogPartition(int threads, CancellationToken cancellation)
    {
        CheckSize(_shape);
        var sums = new double[RowBlocks.Count(Count, BlockSize)];
        RowBlocks.Run(Count, BlockSize, threads, cancellation, (block, start, length) =>
        {
            using var states = new States(length, Own, Other);
            LogWeights(states, start, length);
            var sum = new LogSumExp.Running();
            foreach (var value in states.LogWeights(length))
                sum.Add(value);
            sums[block] = sum.Value;
        });
        var total = new LogSumExp.Running();
        foreach (var value in sums)
            total.Add(value);
        return total.Value;
    }

    /// <summary>Adds scale · E_P[∂E/∂θ] to a gradient, and gives log Z.</summary>
    public double AddExpectedGradient(float scale, Span<float> gradient, int threads, CancellationToken cancellation)
    {
        var logPartition = LogPartition(threads, cancellation);
        using var states = new States(Math.Min(Count, BlockSize), Own, Other);
        var outer = new double[_shape.Weights];
        var own = new double[Own];
        var other = new double[Other];
        var squares = new double[_shape.IsGaussian ? _shape.Visible : 0];
        var product = new float[_shape.Weights];
        var packed = new PackedMatrix();
        for (var start = 0; start < Count; start += BlockSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = Math.Min(BlockSize, Count - start);
            LogWeights(states, start, length);
            // Softplus has overwritten the inputs of the other layer; its means come from them anew.
            OtherMeans(states, length);
            var bits = states.Bits(length);
            var means = states.Inputs(length);
            for (var row = 0; row < length; row++)
            {
                var probability = Math.Exp(states.LogWeights(length)[row] - logPartition);
                var bit = bits.Slice(row * Own, Own);
                ReadOnlySpan<float> mean = means.Slice(row * Other, Other);
                for (var j = 0; j < Other; j++)
                    other[j] += probability * mean[j];
                for (var j = 0; j < squares.Length; j++)
                    squares[j] += probability * SquareTerm(j, mean[j]);
                for (var i = 0; i < Own; i++)
                {
                    own[i] += probability * bit[i];
                    bit[i] *= (float)probability;
                }
            }
            // Σ p · visibleᵀ hidden, in this block's floats, then into doubles.
            if (_overVisible)
            {
                packed.Pack(means, length, _shape.Hidden);
                MatrixProduct.Multiply(bits, _shape.Visible, packed, product, transposed: true, threads: threads);
            }
            else
            {
                packed.Pack(bits, length, _shape.Hidden);
                MatrixProduct.Multiply(means, _shape.Visible, packed, product, transposed: true, threads: threads);
            }
            for (var i = 0; i < product.Length; i++)
                outer[i] += product[i];
        }

        RestrictedBoltzmannGradient.Add(kernel, outer, _overVisible ? own : other, _overVisible ? other : own, squares, scale, gradient);
        return logPartition;
    }

    public static void CheckSize(RestrictedBoltzmannShape shape)
    {
        if (Units(shape) > GreatestUnits)
            throw new InvalidOperationException($"{Units(shape)} units are too many to enumerate: at most {GreatestUnits} are possible. Annealed importance sampling estimates log Z of larger machines.");
    }

    private static bool OverVisible(RestrictedBoltzmannShape shape) => !shape.IsGaussian && shape.Visible <= shape.Hidden;

    // E over v ~ N(mean, σ²) of ∂(βE)/∂z = −½(v − b)²/σ² + v m/σ², where m = mean − b.
    private double SquareTerm(int unit, double mean)
    {
        double precision = kernel.Precisions[unit];
        var m = mean - kernel.VisibleBiases[unit];
        return (mean * m * precision) - (((m * m * precision) + 1) / 2);
    }

    private void LogWeights(States states, int start, int length)
    {
        var bits = states.Bits(length);
        for (var row = 0; row < length; row++)
        {
            for (var i = 0; i < Own; i++)
                bits[(row * Own) + i] = ((start + row) >> i) & 1;
        }
        OtherInputs(states, length);
        var inputs = states.Inputs(length);
        if (!_shape.IsGaussian)
            RestrictedBoltzmannKernel.SoftPlus(inputs, states.Scratch(length));

        var biases = _overVisible ? kernel.VisibleBiases : kernel.HiddenBiases;
        for (var row = 0; row < length; row++)
        {
            double value = TensorPrimitives.Dot(bits.Slice(row * Own, Own), biases);
            ReadOnlySpan<float> input = inputs.Slice(row * Other, Other);
            if (!_shape.IsGaussian)
            {
                value += TensorPrimitives.Sum(input);
            }
            else
            {
                // ∫ exp(−(v − b)²/2σ² + v m/σ²) dv = √(2πσ²) exp(((b + m)² − b²)/2σ²).
                for (var i = 0; i < input.Length; i++)
                {
                    double bias = kernel.VisibleBiases[i];
                    double precision = kernel.Precisions[i];
                    value += ((((double)input[i] * input[i]) - (bias * bias)) * precision / 2) + (Math.Log(2 * Math.PI / precision) / 2);
                }
            }
            states.LogWeights(length)[row] = value;
        }
    }

    private void OtherInputs(States states, int length)
    {
        if (_overVisible)
            kernel.HiddenInputs(states.Bits(length), length, states.Inputs(length));
        else
            kernel.VisibleInputs(states.Bits(length), length, states.Inputs(length));
    }

    private void OtherMeans(States states, int length)
    {
        OtherInputs(states, length);
        if (!_shape.IsGaussian)
            RestrictedBoltzmannKernel.Sigmoid(states.Inputs(length));
    }

    // A block of enumerated states, and what goes with each.
    private sealed class States(int rows, int own, int other) : IDisposable
    {
        private readonly float[] _bits = ArrayPool<float>.Shared.Rent(rows * own);
        private readonly float[] _inputs = ArrayPool<float>.Shared.Rent(rows * other);
        private readonly float[] _scratch = ArrayPool<float>.Shared.Rent(rows * other);
        private readonly double[] _logWeights = ArrayPool<double>.Shared.Rent(rows);

        public Span<float> Bits(int length) => _bits.AsSpan(0, length * own);

        public Span<float> Inputs(int length) => _inputs.AsSpan(0, length * other);

        public Span<float> Scratch(int length) => _scratch.AsSpan(0, length * other);

        public Span<double> LogWeights(int length) => _logWeights.AsSpan(0, length);

        public void Dispose()
        {
            ArrayPool<float>.Shared.Return(_bits);
            ArrayPool<float>.Shared.Return(_inputs);
            ArrayPool<float>.Shared.Return(_scratch);
            ArrayPool<double>.Shared.Return(_logWeights);
        }
    }
}
