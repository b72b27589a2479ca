using Microsoft.ML.EnergyBased.Data;
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
    /// <summary>Learns from rows in batches.</summary>
    /// <param name="data">Finite rows; only read.</param>
    /// <param name="options">The options, checked before.</param>
    /// <param name="progress">Told of each epoch, on the calling thread.</param>
    /// <exception cref="InvalidOperationException">There are no rows, or an energy overflows.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within one batch.</exception>
    public static DictionaryResult Fit(TrainingData data, SparseCodingEstimator.Options options, IProgress<TrainingProgress>? progress = null)
    {
        using var source = data.Source(validationFraction: 0, options.RandomSeed);
        var batchSize = data.BatchSize(options.BatchSize);
        // Before atoms are drawn: their statistics, K × K, are the largest.
        _ = checked(options.NumberOfAtoms * (options.NumberOfAtoms + batchSize));
        var batch = new Batch(source.Width, batchSize);
        var team = new WorkTeam(options.Threads, options.CancellationToken);
        var atoms = new DictionaryStart(options, source.Width).Choose(source, batch, team);
        var learner = new DictionaryLearner(options, atoms, batch, team);
        var epochs = new List<TrainingEpoch>();
        double unfinished = 0;
        for (var epoch = 0; epoch < options.NumberOfEpochs; epoch++)
        {
            double sum = 0;
            long rows = 0;
            learner.Unfinished = 0;
            source.BeginTraining(epoch);
            while (source.Read(batch, team))
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                var energy = learner.Step();
                if (!double.IsFinite(energy))
                    throw new InvalidOperationException($"The energy of a training row overflowed in epoch {epoch + 1} of {options.NumberOfEpochs}: scale the features (is there an outlier?).");
                sum += energy;
                rows += batch.Count;
            }
            if (rows == 0)
                throw new InvalidOperationException("There are no rows to train on.");
            unfinished = (double)learner.Unfinished / rows;
            epochs.Add(new TrainingEpoch(epoch + 1, options.NumberOfEpochs, sum / rows, double.NaN));
            progress?.Report(TrainingProgress.Of(epochs[^1]));
        }
        return new DictionaryResult(new SparseCodingEnergy(atoms, options.NumberOfAtoms, source.Width, options.Inference), epochs, unfinished);
    }
}
