using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>Chooses the first prototypes of a restart.</summary>
internal sealed class PrototypeStart(TrainingRows data, KMeansSettings settings)
{
    private readonly int _clusters = settings.NumberOfClusters;
    private readonly int _dimension = data.Dimension;

    public float[] Choose(int restart) => settings.Initialization switch
    {
        KMeansInitialization.KMeansPlusPlus => PlusPlus(restart),
        KMeansInitialization.Random => Random(restart),
        KMeansInitialization.Given => settings.InitialPrototypes!.AsSpan().ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Initialization, "There is no such initialization."),
    };

    // K rows without replacement with probability by weight: those with the least −ln(u)/w (Efraimidis and
    // Spirakis, "Weighted random sampling with a reservoir", Inf. Process. Lett. 97, 2006).
    private float[] Random(int restart)
    {
        var stream = new RandomStream(settings.Seed, RandomPurpose.KMeansStart, (uint)restart, ulong.MaxValue);
        double[] keys = new double[data.Count];
        int[] order = new int[data.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            order[i] = i;
            keys[i] = data.Weight(i) > 0 ? -Math.Log(1 - stream.Uniform(i)) / data.Weight(i) : double.PositiveInfinity;
        }
        Array.Sort(keys, order);

        float[] prototypes = new float[_clusters * _dimension];
        for (int z = 0; z < _clusters; z++)
            data.Row(order[z]).CopyTo(prototypes.AsSpan(z * _dimension));
        return prototypes;
    }

    private float[] PlusPlus(int restart)
    {
        float[] prototypes = new float[_clusters * _dimension];
        int candidates = 2 + (int)Math.Log(_clusters);
        float[] energies = new float[data.Count];
        Array.Fill(energies, 1f);
        double[] sums = BlockSums(energies);
        for (int z = 0; z < _clusters; z++)
        {
            var stream = new RandomStream(settings.Seed, RandomPurpose.KMeansStart, (uint)restart, (ulong)z);
            int chosen;
            if (z == 0)
            {
                chosen = Draw(energies, sums, stream.Uniform(0));
                Array.Fill(energies, float.PositiveInfinity);
            }
            else
            {
                int[] drawn = new int[candidates];
                for (int c = 0; c < candidates; c++)
                    drawn[c] = Draw(energies, sums, stream.Uniform(c));
                chosen = drawn[Best(drawn, energies)];
            }

            data.Row(chosen).CopyTo(prototypes.AsSpan(z * _dimension));
            sums = LowerEnergies(energies, chosen);
        }
        return prototypes;
    }

    /// <summary>The row at share <paramref name="u"/> of the cumulated weight × energy.</summary>
    private int Draw(float[] energies, double[] sums, double u)
    {
        double total = 0;
        foreach (double sum in sums)
            total += sum;

        // No energy left: every row equals a prototype, and any row is as good as another.
        bool flat = !(total > 0);
        double left = u * (flat ? data.TotalWeight : total);
        int start = 0;
        if (!flat)
        {
            for (int block = 0; block < sums.Length - 1 && left >= sums[block]; block++)
            {
                left -= sums[block];
                start += data.BlockSize;
            }
        }

        int last = -1;
        for (int i = start; i < data.Count; i++)
        {
            double term = data.Weight(i) * (flat ? 1.0 : energies[i]);
            if (!(term > 0))
                continue;
            last = i;
            left -= term;
            if (left < 0)
                break;
        }
        // Rounding can lead past the end of the last block.
        return last >= 0 ? last : LastWithEnergy(energies, start);
    }

    private int LastWithEnergy(float[] energies, int before)
    {
        int i = before - 1;
        while (i > 0 && !(data.Weight(i) * energies[i] > 0))
            i--;
        return i;
    }

    /// <summary>Which of the drawn rows would leave the least energy.</summary>
    private int Best(int[] drawn, float[] energies)
    {
        double[] sums = new double[data.BlockCount * drawn.Length];
        data.ForEachBlock((block, start, length) =>
        {
            Span<double> own = sums.AsSpan(block * drawn.Length, drawn.Length);
            for (int i = start; i < start + length; i++)
            {
                float weight = data.Weight(i);
                if (weight == 0)
                    continue;
                ReadOnlySpan<float> row = data.Row(i);
                for (int c = 0; c < drawn.Length; c++)
                    own[c] += (double)weight * Math.Min(energies[i], VectorMath.SquaredDistance(row, data.Row(drawn[c])));
            }
        });

        double[] totals = new double[drawn.Length];
        for (int i = 0; i < sums.Length; i++)
            totals[i % drawn.Length] += sums[i];
        return TensorPrimitives.IndexOfMin<double>(totals);
    }

    private double[] LowerEnergies(float[] energies, int chosen)
    {
        data.ForEachBlock((_, start, length) =>
        {
            for (int i = start; i < start + length; i++)
                energies[i] = Math.Min(energies[i], VectorMath.SquaredDistance(data.Row(i), data.Row(chosen)));
        });
        return BlockSums(energies);
    }

    private double[] BlockSums(float[] energies)
    {
        double[] sums = new double[data.BlockCount];
        data.ForEachBlock((block, start, length) =>
        {
            double sum = 0;
            for (int i = start; i < start + length; i++)
                sum += (double)data.Weight(i) * energies[i];
            sums[block] = sum;
        });
        return sums;
    }
}
