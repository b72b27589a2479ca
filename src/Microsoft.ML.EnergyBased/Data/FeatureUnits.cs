using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>
/// Looks at the units of features that a model learns in as they are, by steps of a size of their own: another origin or
/// scale is another model there. Far from 0, or from standard deviations of 1, that is said; where nothing can be learnt, refused.
/// </summary>
/// <param name="columns">What a row is made of: features first, then what is none.</param>
/// <param name="log">Receives the warning.</param>
/// <param name="dependence">What makes another model.</param>
internal sealed class FeatureUnits(IReadOnlyList<BoundInput> columns, TrainingLog log, UnitDependence dependence)
{
    // Of the greatest standard deviation and its inverse, and of the greatest mean over it.
    private const double UsualScale = 1 << 10;
    private const double GreatestScale = 1 << 20;
    private const double UsualOffset = 1 << 5;
    private const double GreatestOffset = 1 << 10;

    private readonly int _features = columns.Where(c => c.IsFeature).Sum(c => c.Size);
    private double[] _first = [];
    private double[] _sums = [];
    private double[] _squares = [];
    private long _count;

    /// <summary>Looks at rows that are in memory.</summary>
    /// <param name="rows">Some rows, of which the first values are features.</param>
    /// <param name="width">Values in a row.</param>
    /// <exception cref="InvalidOperationException">Nothing can be learnt in these units.</exception>
    internal void Check(ReadOnlySpan<float> rows, int width)
    {
        Add(rows, width);
        Check();
    }

    /// <summary>Takes in a block of rows.</summary>
    internal void Add(ReadOnlySpan<float> rows, int width)
    {
        if (rows.IsEmpty)
            return;
        if (_count == 0)
        {
            _first = new double[_features];
            _sums = new double[_features];
            _squares = new double[_features];
            for (var j = 0; j < _features; j++)
                _first[j] = rows[j];
        }

        for (; !rows.IsEmpty; rows = rows[width..], _count++)
        {
            for (var j = 0; j < _features; j++)
            {
                var difference = rows[j] - _first[j];
                _sums[j] += difference;
                _squares[j] += difference * difference;
            }
        }
    }

    /// <summary>Warns, or throws, of what was taken in.</summary>
    internal void Check()
    {
        int far = 0, wide = 0;
        double mean = 0, deviation = 0;
        for (var j = 0; j < _sums.Length; j++)
        {
            var offset = _sums[j] / _count;
            var variance = (_squares[j] / _count) - (offset * offset);
            if (!ColumnScales.Varies(_first[j] + offset, variance))
                continue;
            if (Math.Abs(_first[j] + offset) > mean)
                (far, mean) = (j, Math.Abs(_first[j] + offset));
            if (Math.Sqrt(variance) > deviation)
                (wide, deviation) = (j, Math.Sqrt(variance));
        }

        if (deviation == 0)
            return;
        var scale = dependence == UnitDependence.Origin ? 1 : Math.Max(deviation, 1 / deviation);
        if (!(scale <= UsualScale))
            Tell(scale > GreatestScale, $"the greatest standard deviation of a feature is {deviation:G3} (feature {wide})");
        else if (!(mean <= UsualOffset * deviation))
            Tell(mean > GreatestOffset * deviation, $"the mean of feature {far} lies {mean:G3} from 0, {mean / deviation:G3} times the greatest standard deviation");
    }

    private void Tell(bool refuse, FormattableString what)
    {
        var text = FormattableString.Invariant(
            $"{string.Join(", ", columns.Where(c => c.IsFeature).Select(c => c.Where))}: {FormattableString.Invariant(what)}. This model learns in the units of its features, best with means near 0 and standard deviations near 1: normalize them first (NormalizeMeanVariance with fixZero: false)");
        if (refuse)
            throw new InvalidOperationException(text + ".");
        log.Warning($"{text}.");
    }
}
