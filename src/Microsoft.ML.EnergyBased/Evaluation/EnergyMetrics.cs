namespace Microsoft.ML.EnergyBased;

/// <summary>What the energies of a data set say: their mean and quantiles, and how well they tell labelled anomalies.</summary>
public sealed class EnergyMetrics
{
    private readonly float[] _sorted;

    private EnergyMetrics(float[] sorted, long numberOfMissing, double? areaUnderRocCurve)
    {
        _sorted = sorted;
        NumberOfMissing = numberOfMissing;
        AreaUnderRocCurve = areaUnderRocCurve;
        MeanEnergy = sorted.Length == 0 ? double.NaN : sorted.Sum(e => (double)e) / sorted.Length;
    }

    /// <summary>Rows with an energy.</summary>
    public int NumberOfRows => _sorted.Length;

    /// <summary>Rows whose energy is NaN; all other figures leave them out.</summary>
    public long NumberOfMissing { get; }

    /// <summary>The mean energy of a row; NaN without rows.</summary>
    public double MeanEnergy { get; }

    /// <summary>
    /// The probability that an anomaly has a higher energy than a normal row, ties counted half, in [0, 1]; null where
    /// no label column was named, NaN where all rows have the same label.
    /// </summary>
    public double? AreaUnderRocCurve { get; }

    /// <summary>The energy that a share <paramref name="share"/> of the rows does not exceed, between rows by linear interpolation.</summary>
    /// <param name="share">A number in [0, 1]: 0 gives the lowest energy, 0.5 the median, 1 the highest.</param>
    /// <returns>The quantile; NaN without rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is not in [0, 1].</exception>
    public double Quantile(double share)
    {
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share must be in [0, 1].");
        if (_sorted.Length == 0)
            return double.NaN;
        var position = share * (_sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, _sorted.Length - 1);
        return position == below || _sorted[below] == _sorted[above] ? _sorted[below] : _sorted[below] + ((position - below) * ((double)_sorted[above] - _sorted[below]));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"EnergyMetrics({NumberOfRows} rows{(NumberOfMissing > 0 ? $" and {NumberOfMissing} without energy" : "")}, mean = {MeanEnergy:G6}, median = {Quantile(0.5):G6}, 95 % = {Quantile(0.95):G6}{(AreaUnderRocCurve is { } auc ? FormattableString.Invariant($", AUC = {auc:F4}") : "")})");

    /// <param name="energies">One energy a row.</param>
    /// <param name="isAnomaly">Empty, or one label a row.</param>
    internal static EnergyMetrics Of(ReadOnlySpan<float> energies, ReadOnlySpan<bool> isAnomaly)
    {
        var values = new List<float>(energies.Length);
        var labels = new List<bool>(isAnomaly.Length);
        for (var i = 0; i < energies.Length; i++)
        {
            if (float.IsNaN(energies[i]))
                continue;
            values.Add(energies[i]);
            if (!isAnomaly.IsEmpty)
                labels.Add(isAnomaly[i]);
        }

        var sorted = values.ToArray();
        var labelOf = labels.ToArray();
        double? auc = null;
        if (isAnomaly.IsEmpty)
        {
            Array.Sort(sorted);
        }
        else
        {
            Array.Sort(sorted, labelOf);
            auc = AreaUnderCurve(sorted, labelOf);
        }

        return new EnergyMetrics(sorted, energies.Length - sorted.Length, auc);
    }

    // The Mann-Whitney statistic: ranks of the anomalies, where equal energies share their mean rank.
    private static double AreaUnderCurve(float[] sorted, bool[] isAnomaly)
    {
        double rankSum = 0;
        double anomalies = 0;
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            var inGroup = 0;
            while (end < sorted.Length && sorted[end] == sorted[start])
                inGroup += isAnomaly[end++] ? 1 : 0;
            rankSum += inGroup * ((start + 1 + end) / 2.0);
            anomalies += inGroup;
            start = end;
        }

        return (rankSum - (anomalies * (anomalies + 1) / 2)) / (anomalies * (sorted.Length - anomalies));
    }
}
