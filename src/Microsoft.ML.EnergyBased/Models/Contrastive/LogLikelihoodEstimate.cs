namespace Microsoft.ML.EnergyBased;

/// <summary>The mean log-likelihood of rows under a model, −βF(y) − log Z, with what is known of its error.</summary>
public sealed class LogLikelihoodEstimate
{
    internal LogLikelihoodEstimate(double logLikelihood, double logPartition, double standardError, bool isExact, long rows)
    {
        LogLikelihood = logLikelihood;
        LogPartition = logPartition;
        StandardError = standardError;
        IsExact = isExact;
        NumberOfRows = rows;
    }

    /// <summary>The mean over the rows, in nats a row; of real features a log density.</summary>
    public double LogLikelihood { get; }

    /// <summary>log Z.</summary>
    public double LogPartition { get; }

    /// <summary>
    /// The standard error of <see cref="LogPartition"/>, and so of <see cref="LogLikelihood"/> for these rows: 0 where log Z
    /// is exact, NaN where no chain had a weight. An estimate is to be trusted where it is well below 1.
    /// </summary>
    public double StandardError { get; }

    /// <summary>Whether log Z was summed up, not estimated.</summary>
    public bool IsExact { get; }

    /// <summary>The rows of the mean; those with NaN or an infinity are left out.</summary>
    public long NumberOfRows { get; }

    /// <inheritdoc/>
    public override string ToString() => IsExact
        ? FormattableString.Invariant($"log-likelihood {LogLikelihood:G7} a row, exact")
        : FormattableString.Invariant($"log-likelihood {LogLikelihood:G7} ± {StandardError:G3} a row");
}
