using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>Fits a Gaussian mixture by expectation and maximisation, from several starts.</summary>
internal static class MixtureTraining
{
    /// <summary>Maximises Σ_i w_i ln Σ_z π_z N(y_i; μ_z, Σ_z) over mixtures whose variances are at least the floor.</summary>
    /// <param name="rows">count × d finite values; only read.</param>
    /// <param name="dimension">d.</param>
    /// <param name="settings">What is asked for.</param>
    /// <exception cref="InvalidOperationException">There are fewer rows of positive weight than components, or the likelihood is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within one block of rows.</exception>
    public static MixtureResult Fit(ReadOnlyMemory<float> rows, int dimension, MixtureSettings settings)
    {
        int count = rows.Length / dimension;
        var maximisation = new MaximisationStep(rows, count, dimension, settings);
        MixtureResult? best = null;
        int restarts = settings.NumberOfComponents == 1 ? 1 : settings.NumberOfRestarts;
        for (int restart = 0; restart < restarts; restart++)
        {
            MixtureResult result = Run(rows, count, dimension, settings, maximisation, restart);
            if (best is null || result.LogLikelihood > best.LogLikelihood)
                best = result;
        }
        return best!;
    }

    private static MixtureResult Run(
        ReadOnlyMemory<float> rows, int count, int dimension, MixtureSettings settings, MaximisationStep maximisation, int restart)
    {
        var expectation = new ExpectationStep(rows, count, dimension, settings, maximisation.Responsibilities);
        MixtureComponents components = Start(rows, count, dimension, settings, maximisation, restart);
        double before = double.NegativeInfinity;
        int iteration = 0;
        while (true)
        {
            double likelihood = expectation.Run(components);
            if (!double.IsFinite(likelihood))
                throw new InvalidOperationException($"The log-likelihood is {likelihood} in iteration {iteration + 1}: scale the features.");
            if (iteration > 0)
                settings.Progress?.Invoke(new MixtureIteration(restart, iteration, likelihood));
            bool converged = likelihood - before <= settings.Tolerance;
            if (converged || iteration == settings.MaximumIterations)
                return new MixtureResult(components, likelihood, iteration, converged);
            before = likelihood;
            iteration++;
            components = maximisation.Run(components);
        }
    }

    /// <summary>The prototypes of a K-means fit, each with the rows that are nearest to it.</summary>
    private static MixtureComponents Start(
        ReadOnlyMemory<float> rows, int count, int dimension, MixtureSettings settings, MaximisationStep maximisation, int restart)
    {
        int k = settings.NumberOfComponents;
        float[] weights = [.. settings.Weights.Select(w => (float)w)];
        KMeansResult clusters = KMeansTraining.Fit(rows, count, dimension, new KMeansSettings
        {
            NumberOfClusters = k,
            MaximumIterations = 20,
            Weights = weights,
            Seed = (ulong)new RandomStream(settings.Seed, RandomPurpose.MixtureStart, (uint)restart).Integer(0, int.MaxValue),
            NumberOfThreads = settings.NumberOfThreads,
            CancellationToken = settings.CancellationToken,
        });
        int[] winners = new int[count];
        new KMeansEnergy(clusters.Prototypes, k, dimension).Infer(rows.Span, winners, new float[count]);
        Array.Clear(maximisation.Responsibilities);
        for (int i = 0; i < count; i++)
            maximisation.Responsibilities[(winners[i] * count) + i] = weights.Length == 0 ? 1 : settings.Weights[i];
        return maximisation.Run(maximisation.Spread(clusters.Prototypes));
    }
}
