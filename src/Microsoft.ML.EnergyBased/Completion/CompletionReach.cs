namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>
/// How far a search may go: an unobserved value that is more than a hundred standard deviations from its mean has run away,
/// down an energy that has no minimum there.
/// </summary>
/// <remarks>
/// Where an observed value is itself far away, the others may go with it, to ten times its standard deviations. A feature
/// that hardly varies is measured by a tenth of the greatest standard deviation, wherever the origin is; where none varies
/// beyond rounding, by the rounding of its mean. In a domain nothing runs away.
/// </remarks>
internal sealed class CompletionReach
{
    private const float Most = 100;
    private const float MostOfObserved = 10;
    private const float ShareOfGreatest = 0.1f;

    // Of a mean in Single, a few units in the last place.
    private const float Rounding = 1e-6f;

    private readonly float[] _means;
    private readonly float[] _units;
    private readonly bool _isBounded;

    public CompletionReach(CompletionSettings settings)
    {
        _means = settings.Means;
        _isBounded = settings.Domain is not null;
        var least = ShareOfGreatest * settings.StandardDeviations.Max();
        _units = [.. settings.Means.Zip(settings.StandardDeviations, (mean, deviation) => Math.Max(Math.Max(deviation, least), Rounding * Math.Abs(mean)))];
    }

    /// <summary>How many units a row's values may go.</summary>
    public float Of(ReadOnlySpan<float> row)
    {
        float furthest = 0;
        for (var j = 0; j < row.Length; j++)
        {
            if (!float.IsNaN(row[j]))
                furthest = Math.Max(furthest, Math.Abs(row[j] - _means[j]) / _units[j]);
        }
        return Math.Max(Most, MostOfObserved * furthest);
    }

    /// <summary>Whether an unobserved value of <paramref name="point"/> has gone further than <paramref name="reach"/>, or is not a number.</summary>
    public bool IsLeft(ReadOnlySpan<float> row, ReadOnlySpan<float> point, float reach)
    {
        if (_isBounded)
            return false;
        for (var j = 0; j < row.Length; j++)
        {
            if (float.IsNaN(row[j]) && !(Math.Abs(point[j] - _means[j]) <= reach * _units[j]))
                return true;
        }
        return false;
    }
}
