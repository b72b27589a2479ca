namespace Microsoft.ML.Data;

/// <summary>How many rows of each class were taken for each class.</summary>
public sealed class ConfusionMatrix
{
    private readonly string[]? _classNames;

    /// <param name="counts">A row for each actual class, in it a count for each predicted one.</param>
    /// <param name="classNames">A name for each class; their indices when null.</param>
    internal ConfusionMatrix(long[][] counts, string[]? classNames)
    {
        _classNames = classNames;
        var classes = Enumerable.Range(0, counts.Length).ToArray();
        Counts = [.. counts.Select(row => (IReadOnlyList<double>)[.. row.Select(count => (double)count)])];
        PerClassPrecision = [.. classes.Select(c => Ratio(counts[c][c], counts.Sum(row => row[c])))];
        PerClassRecall = [.. classes.Select(c => Ratio(counts[c][c], counts[c].Sum()))];
    }

    /// <summary>Of the rows taken for a class, the share that belong to it; 0 when there are none.</summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>Of the rows of a class, the share that were recognized; 0 when there are none.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>The counts, by actual class and then by predicted class.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses => Counts.Count;

    /// <summary>The matrix as text, with recalls beside it and precisions below, in the current culture.</summary>
    public string GetFormattedConfusionTable() => ConfusionTable.Format(this, _classNames);

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        CheckIndex(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        CheckIndex(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    /// <summary>A share or a mean as ML.NET gives it: 0 where there is nothing to count.</summary>
    internal static double Ratio(double part, long whole) => whole == 0 ? 0 : part / whole;

    private void CheckIndex(int index, string parameter)
    {
        if ((uint)index >= (uint)NumberOfClasses)
            throw new ArgumentOutOfRangeException(parameter, $"The index of a class is at least 0 and below {NumberOfClasses}, not {index}");
    }
}
