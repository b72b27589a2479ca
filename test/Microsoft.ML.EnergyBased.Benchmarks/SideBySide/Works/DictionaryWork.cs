using Microsoft.ML.EnergyBased.Models.SparseCoding;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

/// <summary>
/// 256 atoms learnt from 10,000 signals of 64 values, λ = 0.1, in batches of 256, from the first 256 signals; judged by the
/// objective of 2,000 signals, whose codes are solved to the end outside of the measured time.
/// </summary>
internal sealed class DictionaryWork : Work
{
    private const double MostOfTheirTime = 0.5;

    public override string Name => "dictionary";

    public override IReadOnlyList<Contest> Contests(Inputs inputs, int threads)
    {
        var signals = inputs.Signals;
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(FeatureRow.Split(signals));
        // Four passes as theirs, and the one that is enough for their objective.
        return [.. new[] { 4, 1 }.Select(passes => Contest(ml.EnergyBased().SparseCoding(Options(signals, passes, threads)), view, signals, passes))];
    }

    /// <summary>What a fit of this comparison is told.</summary>
    public static SparseCodingEstimator.Options Options(float[] signals, int passes, int threads) => new()
    {
        NumberOfAtoms = SparseWork.Atoms,
        Sparsity = SparseWork.Sparsity,
        BatchSize = 256,
        NumberOfEpochs = passes,
        Initialization = SparseDictionaryInitialization.Given,
        InitialDictionary = [.. signals.Chunk(FeatureRow.Size).Take(SparseWork.Atoms).Select(Direction)],
        NumberOfThreads = threads,
        Seed = 1,
    };

    private static Contest Contest(SparseCodingEstimator estimator, IDataView view, float[] signals, int passes) => new($"Fit(IDataView), {passes} pass{(passes > 1 ? "es" : "")}", _ => true, () =>
    {
        LatentInferenceTransformer? model = null;
        var outcome = Stopwatches.Time(() =>
        {
            model = estimator.Fit(view);
            return 0;
        });
        return outcome with { Quality = SparseWork.Objective((SparseCodingEnergy)model!.Energy, signals[..(SparseWork.Judged * FeatureRow.Size)]) };
    })
    {
        Target = MostOfTheirTime,
        Quality = "objective",
        Better = SideBySide.Direction.Lower,
    };

    private static float[] Direction(float[] signal)
    {
        var length = MathF.Sqrt(signal.Sum(x => x * x));
        return Array.ConvertAll(signal, x => x / length);
    }
}
