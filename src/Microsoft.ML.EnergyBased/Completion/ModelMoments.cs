using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>What a model itself says of a feature that no row observes: where searches for it begin, and how far they go.</summary>
internal static class ModelMoments
{
    private const int Rounds = 20;

    /// <summary>Fills in the moments of the features that were never observed.</summary>
    /// <remarks>
    /// Those that the model keeps, or that its parameters say. Otherwise the mean is where the model's own reconstruction
    /// of a row with the observed means comes to rest, or 0 where it has none, and the standard deviation that of the other features.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="counts">How often each feature was observed.</param>
    /// <param name="means">The observed means; completed.</param>
    /// <param name="variances">The observed variances; completed.</param>
    internal static void Fill(EnergyModelTransformer model, ReadOnlySpan<long> counts, Span<double> means, Span<double> variances)
    {
        var ownMeans = new double[means.Length];
        var ownVariances = new double[means.Length];
        if (model.Moments is { } kept)
        {
            for (var j = 0; j < ownMeans.Length; j++)
                (ownMeans[j], ownVariances[j]) = (kept.Means[j], (double)kept.StandardDeviations[j] * kept.StandardDeviations[j]);
        }
        else if (model.RowEnergy is IMomentEnergy energy)
        {
            energy.Moments(ownMeans, ownVariances);
        }
        else
        {
            ownVariances.AsSpan().Fill(MeanVariance(counts, variances));
            Settle(model.RowEnergy, counts, means, ownMeans);
        }

        for (var j = 0; j < means.Length; j++)
        {
            if (counts[j] == 0)
                (means[j], variances[j]) = (ownMeans[j], ownVariances[j]);
        }
    }

    private static double MeanVariance(ReadOnlySpan<long> counts, ReadOnlySpan<double> variances)
    {
        double sum = 0;
        var observed = 0;
        for (var j = 0; j < variances.Length; j++)
        {
            if (counts[j] == 0)
                continue;
            sum += variances[j];
            observed++;
        }

        return observed > 0 && sum > 0 ? sum / observed : 1;
    }

    private static void Settle(IEnergy energy, ReadOnlySpan<long> counts, ReadOnlySpan<double> means, Span<double> settled)
    {
        var row = new float[energy.Dimension];
        var reconstruction = new float[energy.Dimension];
        for (var j = 0; j < row.Length; j++)
            row[j] = (float)means[j];
        for (var round = 0; round < Rounds; round++)
        {
            if (energy is IReconstructingEnergy reconstructing)
                reconstructing.Reconstruct(row, reconstruction);
            else if (energy is ILatentEnergy latent)
                latent.Infer(row, default, default, reconstruction, default);
            for (var j = 0; j < row.Length; j++)
            {
                if (counts[j] == 0 && float.IsFinite(reconstruction[j]))
                    row[j] = reconstruction[j];
            }
        }

        for (var j = 0; j < row.Length; j++)
            settled[j] = row[j];
    }
}
