using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// Which rows a component starts with: the clusters of K-means. The first start weighs all columns alike, and takes the best
/// of a few; each further one stretches them by factors of its own, and stops K-means early, since its optima are often one
/// and the same.
/// </summary>
internal sealed class MixtureStart(TrainingData data, MixtureEnergyEstimator.Options options)
{
    private const int Iterations = 20;
    private const int IterationsOfFurther = 2;
    private const int FitsOfFirst = 3;

    // Factors lie between 1 and this, their logarithms uniformly.
    private const double GreatestFactor = 8;

    private readonly int _dimension = data.Width;

    /// <summary>Writes the responsibilities, K × count values times the weights, and gives the means of the clusters.</summary>
    public float[] Choose(int restart, double[] responsibilities)
    {
        var k = options.NumberOfComponents;
        var factors = Factors(restart);
        var stretched = restart == 0 ? data.Rows : Stretch(factors);
        var clusters = KMeansTraining.Fit(TrainingData.InMemory(stretched, _dimension, data.Weights), new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = k,
            MissingValues = options.MissingValues,
            NumberOfRestarts = restart == 0 ? FitsOfFirst : 1,
            MaximumIterations = restart == 0 ? Iterations : IterationsOfFurther,
            Seed = (int)new RandomStream(options.RandomSeed, RandomPurpose.MixtureStart, (uint)restart).Integer(0, int.MaxValue),
            NumberOfThreads = options.NumberOfThreads,
            CancellationToken = options.CancellationToken,
        });
        var winners = new int[data.Count];
        new KMeansEnergy(clusters.Prototypes, k, _dimension, missing: options.MissingValues).Infer(stretched.Span, winners, new float[data.Count]);
        Array.Clear(responsibilities);
        for (var i = 0; i < data.Count; i++)
        {
            var weight = data.Weights.IsEmpty ? 1 : data.Weights.Span[i];
            if (winners[i] >= 0)
                responsibilities[(winners[i] * data.Count) + i] = weight;
            // A row that observes nothing which varies.
            for (var z = 0; z < k && winners[i] < 0; z++)
                responsibilities[(z * data.Count) + i] = (double)weight / k;
        }

        var means = clusters.Prototypes;
        for (var i = 0; i < means.Length; i++)
            means[i] /= factors[i % _dimension];
        return means;
    }

    private float[] Factors(int restart)
    {
        var factors = new float[_dimension];
        factors.AsSpan().Fill(1);
        if (restart == 0)
            return factors;
        new RandomStream(options.RandomSeed, RandomPurpose.MixtureStart, (uint)restart, 1).FillUniform(factors);
        for (var j = 0; j < _dimension; j++)
            factors[j] = (float)Math.Pow(GreatestFactor, factors[j]);
        return factors;
    }

    private float[] Stretch(float[] factors)
    {
        var stretched = data.Rows.ToArray();
        for (var i = 0; i < stretched.Length; i++)
            stretched[i] *= factors[i % _dimension];
        return stretched;
    }
}
