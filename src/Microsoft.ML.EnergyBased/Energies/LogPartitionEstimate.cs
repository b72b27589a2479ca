using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An estimate of log Z by importance weights, with its standard error.</summary>
public sealed class LogPartitionEstimate
{
    private LogPartitionEstimate(double logPartition, double standardError, double effectiveSampleSize)
    {
        LogPartition = logPartition;
        StandardError = standardError;
        EffectiveSampleSize = effectiveSampleSize;
    }

    /// <summary>log of the mean weight; NaN where no run has any weight, which says nothing of Z.</summary>
    public double LogPartition { get; }

    /// <summary>The standard error of <see cref="LogPartition"/>, to first order: that of the mean weight divided by it.</summary>
    public double StandardError { get; }

    /// <summary>(Σ w)²/Σ w², the number of equal weights that would be as good.</summary>
    public double EffectiveSampleSize { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"log Z = {LogPartition:G7} ± {StandardError:G3}");

    /// <summary>The estimate from log weights; −∞ is a weight of 0.</summary>
    internal static LogPartitionEstimate Of(ReadOnlySpan<double> logWeights)
    {
        var weights = new double[logWeights.Length];
        var sum = LogSumExp.Weights(logWeights, 1, weights, out var greatest);
        if (!double.IsFinite(greatest))
            return new LogPartitionEstimate(double.NaN, double.NaN, 0);
        double squares = 0;
        foreach (var weight in weights)
            squares += weight * weight;
        var count = logWeights.Length;
        var mean = sum / count;
        var variance = Math.Max(0, (squares / count) - (mean * mean)) * count / (count - 1);
        return new LogPartitionEstimate(greatest + Math.Log(mean), Math.Sqrt(variance / count) / mean, sum * sum / squares);
    }
}
