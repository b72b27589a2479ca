using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.NearestNeighbor;

/// <summary>Keeps the training rows, or what stands for them, and finds the temperature that their distances ask for.</summary>
internal static class NearestNeighborTraining
{
    // 1/β is the mean squared distance of a row to its fifth neighbour over this: the best of 1/2 to 8, by the mean over ten
    // tables of anomalies (1/2 loses .006 of the area under the curve, 2 and 8 about .001).
    private const int Neighbor = 5;
    private const double Sharpness = 4;

    // The rows whose distances are looked at.
    private const int MostLookedAt = 2000;
    private const int RowsPerBlock = 64;

    /// <summary>Makes the energy.</summary>
    /// <param name="data">Rows in memory, NaN where a value is not observed; only read.</param>
    /// <param name="options">The options, checked before.</param>
    /// <exception cref="InvalidOperationException">There are fewer rows than neighbours.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NearestNeighborEnergy Fit(TrainingData data, NearestNeighborEnergyEstimator.Options options)
    {
        if (data.Count < options.NumberOfNeighbors)
            throw new InvalidOperationException($"{data.Count} usable training rows for {nameof(options.NumberOfNeighbors)} = {options.NumberOfNeighbors}: at least as many rows as neighbours are needed.");
        (var points, var weights) = Reduce(data, options);
        if (options.Aggregation == NeighborAggregation.KthDistance)
            return new NearestNeighborEnergy(points, weights, data.Width, options.NumberOfNeighbors, options.Aggregation, float.PositiveInfinity, options.MissingValues);
        if (options.InverseTemperature is { } given)
            return new NearestNeighborEnergy(points, weights, data.Width, options.NumberOfNeighbors, options.Aggregation, given, options.MissingValues);
        var energy = new NearestNeighborEnergy(points, weights, data.Width, options.NumberOfNeighbors, options.Aggregation, 1, options.MissingValues);
        return energy.WithInverseTemperature(InverseTemperature(energy, options));
    }

    /// <summary>The mean energy of training rows, at most some thousands of them; each is a neighbour of itself.</summary>
    public static double MeanEnergy(NearestNeighborEnergy energy, TrainingData data, NearestNeighborEnergyEstimator.Options options)
    {
        var looked = Math.Min(data.Count, MostLookedAt);
        var energies = new float[looked];
        RowBlocks.Run(looked, RowsPerBlock, options.Threads, options.CancellationToken, (_, start, length) =>
            energy.Energy(Spread(data.Rows.Span, data.Width, start, length, looked), energies.AsSpan(start, length)));
        double sum = 0;
        foreach (var value in energies)
            sum += value;
        return sum / looked;
    }

    // Some of so many rows that are looked at, which lie all over the data.
    private static float[] Spread(ReadOnlySpan<float> all, int width, int start, int length, int looked)
    {
        long count = all.Length / width;
        var rows = new float[length * width];
        for (var i = 0; i < length; i++)
            all.Slice((int)((start + i) * count / looked) * width, width).CopyTo(rows.AsSpan(i * width));
        return rows;
    }

    /// <summary>β by the distances of the rows to each other; 1 where they have none.</summary>
    private static float InverseTemperature(NearestNeighborEnergy energy, NearestNeighborEnergyEstimator.Options options)
    {
        var search = energy.Search;
        int dimension = energy.Dimension, count = energy.NumberOfRows, k = Math.Min(Neighbor, count - 1);
        if (k == 0)
            return 1;
        // Each row is its own first neighbour.
        var looked = Math.Min(count, MostLookedAt);
        var sums = new double[RowBlocks.Count(looked, RowsPerBlock)];
        // A row can have values in common with fewer than so many others.
        var infinite = new int[sums.Length];
        RowBlocks.Run(looked, RowsPerBlock, options.Threads, options.CancellationToken, (block, start, length) =>
        {
            var distances = new float[length * (k + 1)];
            var rows = Spread(energy.Rows, dimension, start, length, looked);
            search.Find(rows, k + 1, new int[distances.Length], distances);
            for (var i = 0; i < length; i++)
            {
                if (!search.IsComplete)
                    search.FindObserved(rows.AsSpan(i * dimension, dimension), new int[k + 1], distances.AsSpan(i * (k + 1), k + 1));
                var distance = distances[(i * (k + 1)) + k];
                if (!search.IsComplete && float.IsPositiveInfinity(distance))
                    infinite[block]++;
                else
                    sums[block] += distance;
            }
        });
        var mean = TensorPrimitives.Sum<double>(sums) / (looked - infinite.Sum());
        var beta = (float)(Sharpness / mean);
        return float.IsFinite(beta) && beta > 0 ? beta : 1;
    }

    private static (float[] Points, float[] Weights) Reduce(TrainingData data, NearestNeighborEnergyEstimator.Options options)
    {
        var most = options.MaximumRows ?? int.MaxValue;
        if (data.Count <= most)
            return (data.Rows.ToArray(), []);
        if (options.RowReduction == NeighborRowReduction.RandomSubset)
            return (Subset(data, most, options.RandomSeed), []);

        var clusters = KMeansTraining.Fit(data, new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = most,
            NumberOfRestarts = 1,
            MissingValues = options.MissingValues,
            Seed = options.Seed,
            NumberOfThreads = options.NumberOfThreads,
            CancellationToken = options.CancellationToken,
        });
        var winners = new int[data.Count];
        var energy = new KMeansEnergy(clusters.Prototypes, most, data.Width, missing: options.MissingValues);
        RowBlocks.Run(data.Count, RowsPerBlock, options.Threads, options.CancellationToken, (_, start, length) =>
            energy.Infer(data.Rows.Span.Slice(start * data.Width, length * data.Width), winners.AsSpan(start, length), new float[length]));
        var counts = new int[most];
        foreach (var winner in winners)
            counts[winner]++;

        // A prototype without rows stands for none. Of rows that coincide too few may be left: then rows stand for themselves.
        var kept = counts.Count(count => count > 0);
        if (kept < options.NumberOfNeighbors)
            return (Subset(data, most, options.RandomSeed), []);
        float[] points = [.. Enumerable.Range(0, most).Where(z => counts[z] > 0).SelectMany(z => clusters.Prototypes.AsSpan(z * data.Width, data.Width).ToArray())];
        return (points, [.. counts.Where(count => count > 0).Select(count => (float)((double)count * kept / data.Count))]);
    }

    private static float[] Subset(TrainingData data, int count, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        new RandomStream(seed, RandomPurpose.NeighborRows).Shuffle<int>(order);
        var chosen = order[..count];
        // In the order of the data.
        Array.Sort(chosen);
        var points = new float[count * data.Width];
        for (var i = 0; i < count; i++)
            data.Rows.Span.Slice(chosen[i] * data.Width, data.Width).CopyTo(points.AsSpan(i * data.Width));
        return points;
    }
}
