using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>
/// Which rows a component starts with: the clusters of K-means. The first start weighs all columns alike, and takes the best
/// of a few; each further one stretches them by factors of its own, and stops K-means early, since its optima are often one
/// and the same.
/// </summary>
internal sealed class MixtureStart(ReadOnlyMemory<float> rows, int count, int dimension, MixtureSettings settings)
{
    private const int Iterations = 20;
    private const int IterationsOfFurther = 2;
    private const int FitsOfFirst = 3;

    // Factors lie between 1 and this, their logarithms uniformly.
    private const double GreatestFactor = 8;

    private readonly float[] _weights = [.. settings.Weights.Select(w => (float)w)];

    /// <summary>Writes the responsibilities, K × count values times the weights, and gives the means of the clusters.</summary>
    public float[] Choose(int restart, double[] responsibilities)
    {
        int k = settings.NumberOfComponents;
        float[] factors = Factors(restart);
        ReadOnlyMemory<float> stretched = restart == 0 ? rows : Stretch(factors);
        KMeansResult clusters = KMeansTraining.Fit(stretched, count, dimension, new KMeansSettings
        {
            NumberOfClusters = k,
            NumberOfRestarts = restart == 0 ? FitsOfFirst : 1,
            MaximumIterations = restart == 0 ? Iterations : IterationsOfFurther,
            Weights = _weights,
            Seed = (ulong)new RandomStream(settings.Seed, RandomPurpose.MixtureStart, (uint)restart).Integer(0, int.MaxValue),
            NumberOfThreads = settings.NumberOfThreads,
            CancellationToken = settings.CancellationToken,
        });
        int[] winners = new int[count];
        new KMeansEnergy(clusters.Prototypes, k, dimension).Infer(stretched.Span, winners, new float[count]);
        Array.Clear(responsibilities);
        for (int i = 0; i < count; i++)
            responsibilities[(winners[i] * count) + i] = _weights.Length == 0 ? 1 : settings.Weights[i];

        float[] means = clusters.Prototypes;
        for (int i = 0; i < means.Length; i++)
            means[i] /= factors[i % dimension];
        return means;
    }

    private float[] Factors(int restart)
    {
        float[] factors = new float[dimension];
        factors.AsSpan().Fill(1);
        if (restart == 0)
            return factors;
        new RandomStream(settings.Seed, RandomPurpose.MixtureStart, (uint)restart, 1).FillUniform(factors);
        for (int j = 0; j < dimension; j++)
            factors[j] = (float)Math.Pow(GreatestFactor, factors[j]);
        return factors;
    }

    private float[] Stretch(float[] factors)
    {
        float[] stretched = rows.ToArray();
        for (int i = 0; i < stretched.Length; i++)
            stretched[i] *= factors[i % dimension];
        return stretched;
    }
}
