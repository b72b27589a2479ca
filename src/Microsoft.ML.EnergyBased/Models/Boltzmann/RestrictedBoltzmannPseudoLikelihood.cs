using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>Pseudo-log-likelihood of rows of bits.</summary>
internal sealed class RestrictedBoltzmannPseudoLikelihood
{
    private const int BlockSize = 32;

    private readonly RestrictedBoltzmannKernel _kernel;
    private readonly float[] _weights;

    /// <param name="kernel">The machine.</param>
    /// <param name="weights">W at temperature 1.</param>
    public RestrictedBoltzmannPseudoLikelihood(RestrictedBoltzmannKernel kernel, ReadOnlySpan<float> weights)
    {
        if (kernel.Shape.IsGaussian)
            throw new NotSupportedException("Pseudo-log-likelihood is for Bernoulli visible units: the conditionals of Gaussian ones have no closed form.");
        _kernel = kernel;
        _weights = new float[weights.Length];
        TensorPrimitives.Multiply(weights, kernel.InverseTemperature, _weights);
    }

    private int Visible => _kernel.Shape.Visible;

    private int Hidden => _kernel.Shape.Hidden;

    private int Buffer => 3 * Hidden;

    /// <summary>The mean over rows of the sum over all units.</summary>
    public double Exact(ReadOnlySpan<float> rows, int threads, CancellationToken cancellation)
    {
        var count = rows.Length / Visible;
        var sums = new double[RowBlocks.Count(count, BlockSize)];
        var data = rows.ToArray();
        RowBlocks.Run(count, BlockSize, threads, cancellation, (block, start, length) =>
        {
            var buffer = ArrayPool<float>.Shared.Rent(Buffer);
            for (var row = start; row < start + length; row++)
                sums[block] += Terms(data.AsSpan(row * Visible, Visible), 0, Visible, buffer);
            ArrayPool<float>.Shared.Return(buffer);
        });
        return sums.Sum() / count;
    }

    /// <summary>The mean over rows of V times the term of one unit.</summary>
    public double Estimate(ReadOnlySpan<float> rows, ulong seed)
    {
        var count = rows.Length / Visible;
        var stream = new RandomStream(seed, RandomPurpose.PseudoLikelihood);
        var buffer = new float[Buffer];
        double sum = 0;
        for (var row = 0; row < count; row++)
            sum += Visible * Terms(rows.Slice(row * Visible, Visible), stream.Integer(row, Visible), 1, buffer);
        return sum / count;
    }

    // Σ over units from ... of log σ(F(flipped) − F(v)). Flipping unit i moves the hidden inputs along row i of W.
    private double Terms(ReadOnlySpan<float> row, int first, int units, float[] buffer)
    {
        var inputs = buffer.AsSpan(0, Hidden);
        var values = buffer.AsSpan(Hidden, Hidden);
        var scratch = buffer.AsSpan(2 * Hidden, Hidden);
        _kernel.HiddenInputs(row, 1, inputs);
        inputs.CopyTo(values);
        RestrictedBoltzmannKernel.SoftPlus(values, scratch);
        double own = TensorPrimitives.Sum<float>(values);
        double sum = 0;
        for (var i = 0; i < units; i++)
        {
            var unit = first + i;
            var change = 1 - (2 * row[unit]);
            TensorPrimitives.MultiplyAdd(_weights.AsSpan(unit * Hidden, Hidden), change, inputs, values);
            RestrictedBoltzmannKernel.SoftPlus(values, scratch);
            var rise = -(_kernel.VisibleBiases[unit] * (double)change) - (TensorPrimitives.Sum<float>(values) - own);
            // log σ(x) = −log(1 + e^{−x}).
            sum -= LogSumExp.Softplus(-rise);
        }
        return sum;
    }
}
