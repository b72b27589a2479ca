using System.Buffers;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>The step that says which component each row is of: its responsibilities, times its weight.</summary>
/// <param name="rows">count × d values.</param>
/// <param name="count">The number of rows.</param>
/// <param name="dimension">d.</param>
/// <param name="weights">Empty, or one weight a row.</param>
/// <param name="options">The options.</param>
/// <param name="responsibilities">Receives K × count values: those of a component side by side.</param>
internal sealed class ExpectationStep(ReadOnlyMemory<float> rows, int count, int dimension, double[] weights, MixtureEnergyEstimator.Options options, double[] responsibilities)
{
    private const int BlockRows = 512;

    private readonly double[] _sums = new double[RowBlocks.Count(count, BlockRows)];
    private readonly double _total = weights.Length == 0 ? count : weights.Sum();

    /// <summary>Gives the mean log-likelihood of a row.</summary>
    public double Run(MixtureComponents components)
    {
        RowBlocks.Run(count, BlockRows, options.Threads, options.CancellationToken,
            (block, start, length) => _sums[block] = Block(components, start, length));
        double sum = 0;
        foreach (var part in _sums)
            sum += part;
        return sum / _total;
    }

    private double Block(MixtureComponents components, int start, int length)
    {
        var k = components.Count;
        var buffer = ArrayPool<double>.Shared.Rent((MixtureDensity.RowsPerBlock + 1) * k);
        var shares = buffer.AsSpan(0, k);
        var energies = buffer.AsSpan(k, MixtureDensity.RowsPerBlock * k);
        double sum = 0;
        for (var first = start; first < start + length; first += MixtureDensity.RowsPerBlock)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            var part = Math.Min(MixtureDensity.RowsPerBlock, start + length - first);
            components.Energies(rows.Span.Slice(first * dimension, part * dimension), energies);
            for (var i = 0; i < part; i++)
            {
                var weight = weights.Length == 0 ? 1 : weights[first + i];
                var free = MixtureComponents.FreeEnergy(energies.Slice(i * k, k), 1, shares);
                if (weight > 0)
                    sum -= weight * free;
                for (var z = 0; z < k; z++)
                    responsibilities[(z * count) + first + i] = weight * shares[z];
            }
        }
        ArrayPool<double>.Shared.Return(buffer);
        return sum;
    }
}
