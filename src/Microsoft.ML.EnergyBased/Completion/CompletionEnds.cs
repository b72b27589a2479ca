using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>Where the searches of a completion ended, and which of those ends are answers of their own.</summary>
/// <remarks>
/// A search may end on a slope: by its limit of steps, or where every step leads up. Such an end is no minimum beside a lower
/// one, if nothing parts the two. So of two ends the higher one counts only where there is a ridge on the line between them.
/// </remarks>
internal readonly ref struct CompletionEnds(IEnergy energy, ReadOnlySpan<float> standardDeviations, Span<float> points, Span<float> energies, Span<float> room)
{
    /// <summary>Rows of room that looking for ridges takes.</summary>
    public const int PointsBetween = 3;

    // Of the energy: a ridge is higher than what rounding makes.
    private const float LeastRidge = 1e-5f;

    private readonly IEnergy _energy = energy;
    private readonly ReadOnlySpan<float> _standardDeviations = standardDeviations;
    private readonly Span<float> _points = points;
    private readonly Span<float> _energies = energies;
    private readonly Span<float> _room = room;

    /// <summary>Gives the answers in order of energy; what the energies of the ends were is lost.</summary>
    /// <param name="answers">Receives as many as there is room for; NaN past the last one.</param>
    /// <param name="energies">Receives their energies.</param>
    /// <param name="haveRidges">Whether minima of the energy are wanted; false for the fixed points of a map, which differ wherever they do.</param>
    /// <param name="lowest">Which end is the first answer; −1 where none has a finite energy.</param>
    /// <returns>How many answers there are.</returns>
    public int Collect(Span<float> answers, Span<float> energies, bool haveRidges, out int lowest)
    {
        var dimension = _energy.Dimension;
        var found = new AnswerSet(answers, energies, dimension);
        lowest = -1;
        while (found.Count < energies.Length && Lowest() is var next and >= 0)
        {
            if (lowest < 0)
                lowest = next;
            ReadOnlySpan<float> end = _points.Slice(next * dimension, dimension);
            if (!haveRidges || IsSeparated(answers[..(found.Count * dimension)], end, _energies[next]))
                found.Add(end, _energies[next], _standardDeviations, AnswerSet.Same);
            _energies[next] = float.NaN;
        }
        return found.Count;
    }

    private int Lowest()
    {
        var lowest = -1;
        for (var i = 0; i < _energies.Length; i++)
        {
            if (float.IsFinite(_energies[i]) && (lowest < 0 || _energies[i] < _energies[lowest]))
                lowest = i;
        }
        return lowest;
    }

    // Whether between each of the answers, which are lower, and the end something is higher than both.
    private bool IsSeparated(ReadOnlySpan<float> answers, ReadOnlySpan<float> end, float energy)
    {
        Span<float> between = stackalloc float[PointsBetween];
        for (; !answers.IsEmpty; answers = answers[end.Length..])
        {
            for (var i = 0; i < _room.Length; i++)
            {
                var j = i % end.Length;
                var share = ((i / end.Length) + 1) / (float)(PointsBetween + 1);
                _room[i] = answers[j] + (share * (end[j] - answers[j]));
            }
            _energy.Energy(_room, between);
            var isRidge = false;
            foreach (var value in between)
                isRidge |= !(value <= energy + (LeastRidge * Math.Abs(energy)));
            if (!isRidge)
                return false;
        }
        return true;
    }
}
