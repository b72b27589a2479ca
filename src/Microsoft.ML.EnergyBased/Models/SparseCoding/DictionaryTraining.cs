using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>Learns the dictionary of sparse coding: the mean over rows of min_z ½‖y − Wz‖² + λ‖z‖₁, least over W.</summary>
/// <remarks>
/// Online, a batch of rows at a time: Mairal, Bach, Ponce and Sapiro, "Online Learning for Matrix Factorization and Sparse
/// Coding", JMLR 11 (2010), algorithms 1 and 2.
/// </remarks>
internal static class DictionaryTraining
{
    // Rows are row-major, dimension values each, finite, and only read. Both throw ArgumentException for settings that
    // make no sense, InvalidOperationException where there are no rows or an energy overflows, and
    // OperationCanceledException within one batch.

    /// <summary>Learns from rows that lie in memory.</summary>
    public static DictionaryResult Fit(ReadOnlyMemory<float> rows, int dimension, DictionarySettings settings)
    {
        settings.Validate(dimension);
        settings = settings with { BatchSize = Math.Clamp(rows.Length / dimension, 1, settings.BatchSize) };
        using var source = new MemorySource(rows, dimension, validationFraction: 0, settings.Seed);
        return Fit(source, settings);
    }

    /// <summary>Learns from rows that are read anew in each epoch, in blocks of whole rows, which need be valid only until the next one is asked for.</summary>
    public static DictionaryResult Fit(Func<IEnumerator<ReadOnlyMemory<float>>> open, int dimension, DictionarySettings settings)
    {
        settings.Validate(dimension);
        using var source = new StreamingSource(open, dimension, settings.ShuffleBufferRows, validationFraction: 0, settings.Seed);
        return Fit(source, settings);
    }

    private static DictionaryResult Fit(ITrainingSource source, DictionarySettings settings)
    {
        // Before atoms are drawn: their statistics, K × K, are the largest.
        _ = checked(settings.NumberOfAtoms * (settings.NumberOfAtoms + settings.BatchSize));
        var batch = new Batch(source.Width, settings.BatchSize);
        var team = new WorkTeam(settings.NumberOfThreads, settings.CancellationToken);
        float[] atoms = new DictionaryStart(settings, source.Width).Choose(source, batch, team);
        var learner = new DictionaryLearner(settings, atoms, batch, team);
        var epochs = new List<TrainingEpoch>();
        double unfinished = 0;
        for (int epoch = 0; epoch < settings.NumberOfEpochs; epoch++)
        {
            double sum = 0;
            long rows = 0;
            learner.Unfinished = 0;
            source.BeginTraining(epoch);
            while (source.Read(batch, team))
            {
                settings.CancellationToken.ThrowIfCancellationRequested();
                double energy = learner.Step();
                if (!double.IsFinite(energy))
                    throw new InvalidOperationException($"The energy of a training row overflowed in epoch {epoch + 1} of {settings.NumberOfEpochs}: scale the features (is there an outlier?).");
                sum += energy;
                rows += batch.Count;
            }
            if (rows == 0)
                throw new InvalidOperationException("There are no rows to train on.");
            unfinished = (double)learner.Unfinished / rows;
            epochs.Add(new TrainingEpoch(epoch + 1, settings.NumberOfEpochs, sum / rows, double.NaN));
            settings.Progress?.Invoke(epochs[^1]);
        }
        return new DictionaryResult(new SparseCodingEnergy(atoms, settings.NumberOfAtoms, source.Width, settings.Inference), epochs, unfinished);
    }
}
