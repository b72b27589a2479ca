using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>Chooses the first prototypes of a restart.</summary>
internal sealed class PrototypeStart(TrainingRows data, KMeansEnergyEstimator.Options options)
{
    private readonly int _clusters = options.NumberOfPrototypes;
    private readonly int _dimension = data.Dimension;

    public float[] Choose(int restart)
        => options.Start ?? (options.Initialization == KMeansInitialization.Random ? Random(restart) : PlusPlus(restart));

    // K rows without replacement with probability by weight: those with the least −ln(u)/w (Efraimidis and
    // Spirakis, "Weighted random sampling with a reservoir", Inf. Process. Lett. 97, 2006).
    private float[] Random(int restart)
    {
        var stream = new RandomStream(options.RandomSeed, RandomPurpose.KMeansStart, (uint)restart, ulong.MaxValue);
        var keys = new double[data.Count];
        var order = new int[data.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            order[i] = i;
            keys[i] = data.Weight(i) > 0 ? -Math.Log(1 - stream.Uniform(i)) / data.Weight(i) : double.PositiveInfinity;
        }
        Array.Sort(keys, order);

        var prototypes = new float[_clusters * _dimension];
        for (var z = 0; z < _clusters; z++)
            data.Row(order[z]).CopyTo(prototypes.AsSpan(z * _dimension));
        return prototypes;
    }

    private float[] PlusPlus(int restart)
    {
        var prototypes = new float[_clusters * _dimension];
        var candidates = 2 + (int)Math.Log(_clusters);
        var nearest = new RowsToChosen(data, _clusters);
        for (var z = 0; z < _clusters; z++)
        {
            var stream = new RandomStream(options.RandomSeed, RandomPurpose.KMeansStart, (uint)restart, (ulong)z);
            int chosen;
            if (z == 0)
            {
                chosen = nearest.Draw(stream.Uniform(0));
            }
            else
            {
                var drawn = new int[candidates];
                for (var c = 0; c < candidates; c++)
                    drawn[c] = nearest.Draw(stream.Uniform(c));
                chosen = drawn[nearest.Best(drawn)];
            }
            data.Row(chosen).CopyTo(prototypes.AsSpan(z * _dimension));
            nearest.Choose(chosen);
        }
        return prototypes;
    }
}
