using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.SparseCoding;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

/// <summary>The codes of 2,000 signals of 64 values under 256 given atoms, λ = 0.1, on one thread; judged by the mean objective.</summary>
internal sealed class SparseWork : Work
{
    /// <summary>How many signals codes are judged on.</summary>
    public const int Judged = 2000;

    /// <summary>λ of both sides.</summary>
    public const float Sparsity = 0.1f;

    /// <summary>K of both sides.</summary>
    public const int Atoms = 256;

    private const double MostOfTheirTime = 1 / 3.0;

    public override string Name => "sparse";

    public override IReadOnlyList<int> Threads => [1];

    public override IReadOnlyList<Contest> Contests(Inputs inputs, int threads)
    {
        var signals = inputs.Signals[..(Judged * FeatureRow.Size)];
        var atoms = inputs.Dictionary;
        return [.. Enum.GetValues<SparseInferenceAlgorithm>().Select(algorithm => Contest(signals, Energy(atoms, algorithm)))];
    }

    /// <summary>The mean objective of signals under a dictionary.</summary>
    public static double Objective(SparseCodingEnergy energy, float[] signals)
    {
        var energies = new float[signals.Length / energy.Dimension];
        energy.Energy(signals, energies);
        return energies.Average(e => (double)e);
    }

    private static SparseCodingEnergy Energy(float[] atoms, SparseInferenceAlgorithm algorithm)
        => new(atoms, Atoms, FeatureRow.Size, new SparseInference(Sparsity, false, algorithm, (float)SparseCodingEstimator.Defaults.InferenceTolerance, SparseCodingEstimator.Defaults.InferenceIterations));

    private static Contest Contest(float[] signals, SparseCodingEnergy energy)
    {
        var latents = new float[signals.Length / FeatureRow.Size * Atoms];
        var energies = new float[signals.Length / FeatureRow.Size];
        return new($"codes by {energy.Algorithm}", _ => true, () => Stopwatches.Time(() =>
        {
            energy.Infer(signals, energies, latents, default, default);
            return energies.Average(e => (double)e);
        }))
        {
            Target = energy.Algorithm == SparseInferenceAlgorithm.CoordinateDescent ? MostOfTheirTime : null,
            Quality = "objective",
        };
    }
}
