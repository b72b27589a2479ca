using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>The distinct answers of a completion, in order of their energy, as many as there is room for.</summary>
internal ref struct AnswerSet
{
    /// <summary>Where two searches end within this share of a feature's scale in every value, it is one answer.</summary>
    public const float Same = 0.02f;

    // A scale is at least this share of the greatest one, and of the feature's greatest magnitude: below it there is rounding.
    private const double LeastShare = 1e-3;
    private const double LeastShareOfMagnitude = 2e-5;

    private readonly Span<float> _answers;
    private readonly Span<float> _energies;
    private readonly int _dimension;

    /// <param name="answers">Room for the answers.</param>
    /// <param name="energies">Room for their energies, one an answer.</param>
    /// <param name="dimension">Values in an answer.</param>
    public AnswerSet(Span<float> answers, Span<float> energies, int dimension)
    {
        SpanChecks.CheckLength(answers.Length, energies.Length, dimension);
        _answers = answers;
        _energies = energies;
        _dimension = dimension;
        answers.Fill(float.NaN);
        energies.Fill(float.NaN);
    }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Adds an answer, unless its energy is not a number, or an answer of no more energy is within
    /// <paramref name="distance"/>·<paramref name="scales"/> of it in every value; takes out what is within that of it.
    /// </summary>
    /// <param name="answer">The completed row.</param>
    /// <param name="energy">Its energy.</param>
    /// <param name="scales">What a difference of 1 means in each value; empty for 1.</param>
    /// <param name="distance">How near answers are the same, at least 0.</param>
    public void Add(scoped ReadOnlySpan<float> answer, float energy, scoped ReadOnlySpan<float> scales, float distance)
    {
        if (!float.IsFinite(energy))
            return;
        var place = 0;
        for (; place < Count && _energies[place] <= energy; place++)
        {
            if (IsNear(place, answer, scales, distance))
                return;
        }

        var kept = place;
        for (var other = place; other < Count; other++)
        {
            if (IsNear(other, answer, scales, distance))
                continue;
            Move(other, kept++);
        }
        _energies[kept..Count].Fill(float.NaN);
        _answers[(kept * _dimension)..(Count * _dimension)].Fill(float.NaN);
        Count = kept;
        if (place == _energies.Length)
            return;

        var last = Math.Min(Count, _energies.Length - 1);
        for (var other = last; other > place; other--)
            Move(other - 1, other);
        answer.CopyTo(_answers[(place * _dimension)..]);
        _energies[place] = energy;
        Count = last + 1;
    }

    /// <summary>What a difference of 1 means in each value, as the spread of an energy's own rows tells: their standard deviations.</summary>
    /// <param name="rows">Some rows that the energy makes, at least one.</param>
    /// <param name="dimension">Values in a row.</param>
    public static float[] Scales(ReadOnlySpan<float> rows, int dimension)
    {
        var scales = ColumnMoments.Of(rows, dimension).Variances;
        var magnitudes = new double[dimension];
        for (var i = 0; i < rows.Length; i++)
            magnitudes[i % dimension] = Math.Max(magnitudes[i % dimension], Math.Abs(rows[i]));
        var least = LeastShare * Math.Sqrt(scales.Max());
        for (var j = 0; j < dimension; j++)
            scales[j] = Math.Max(Math.Sqrt(scales[j]), Math.Max(least, LeastShareOfMagnitude * magnitudes[j]));
        return Array.ConvertAll(scales, scale => (float)scale);
    }

    private readonly void Move(int from, int to)
    {
        if (from == to)
            return;
        _answers.Slice(from * _dimension, _dimension).CopyTo(_answers[(to * _dimension)..]);
        _energies[to] = _energies[from];
    }

    private readonly bool IsNear(int other, scoped ReadOnlySpan<float> answer, scoped ReadOnlySpan<float> scales, float distance)
    {
        ReadOnlySpan<float> held = _answers.Slice(other * _dimension, _dimension);
        for (var i = 0; i < held.Length; i++)
        {
            if (!(Math.Abs(held[i] - answer[i]) <= distance * (scales.IsEmpty ? 1 : scales[i])))
                return false;
        }
        return true;
    }
}
