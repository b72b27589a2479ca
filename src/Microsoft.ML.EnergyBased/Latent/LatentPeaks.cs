using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>
/// The peaks of e^{−βE} over a box of more than two dimensions: where descents from many starts end, those ends taken for
/// one that no barrier parts. One caller at a time; the buffers are made once.
/// </summary>
/// <remarks>
/// A peak that only one descent came to says that there are others which none came to: the share of such descents estimates
/// the share of starts that belong to peaks unseen (Good, "The population frequencies of species and the estimation of
/// population parameters", Biometrika 40, 1953). So then all starts go down, and where that still happens the peaks are said
/// to be incomplete.
/// </remarks>
internal sealed class LatentPeaks
{
    // Beyond this e^{−βE} counts for nothing beside that of the least E.
    private const double Nothing = -30;

    // Half way between two ends, in units of 1/β: what is no barrier.
    private const double Barrier = 1;

    private readonly LatentDescents _descents;
    private readonly int _size;
    private readonly float[] _ends;
    private readonly float[] _energies;
    private readonly LatentSearch[] _searches;
    private readonly int[] _visits;
    private readonly float[] _between;
    private readonly float[] _barriers;

    public LatentPeaks(LatentDescents descents, int size)
    {
        _descents = descents;
        _size = size;
        _ends = new float[descents.Most * size];
        _energies = new float[descents.Most];
        _searches = new LatentSearch[descents.Most];
        _visits = new int[descents.Most];
        _between = new float[descents.Most * size];
        _barriers = new float[descents.Most];
    }

    /// <summary>How many there are; 0 where E is finite nowhere.</summary>
    public int Count { get; private set; }

    /// <summary>Their z, in order of energy.</summary>
    public ReadOnlySpan<float> Latents => _ends.AsSpan(0, Count * _size);

    /// <summary>E of the first, or +∞.</summary>
    public float Least => Count > 0 ? _energies[0] : float.PositiveInfinity;

    /// <summary>How the descent to the first went.</summary>
    public LatentSearch Search => Count > 0 ? _searches[0] : LatentSearch.None;

    /// <summary>Whether more than one descent came to each of them.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Finds them.</summary>
    /// <param name="function">E of x and y.</param>
    /// <param name="context">x.</param>
    /// <param name="target">y.</param>
    /// <param name="beta">β, positive and finite.</param>
    /// <param name="isExact">Whether as for scores, or as for a step of training.</param>
    public void Find(ILatentFunction function, ReadOnlySpan<float> context, ReadOnlySpan<float> target, double beta, bool isExact)
    {
        Find(function, context, target, beta, isExact ? LatentEffort.Several : LatentEffort.Rough);
        if (isExact && !IsComplete)
            Find(function, context, target, beta, LatentEffort.All);
    }

    private void Find(ILatentFunction function, ReadOnlySpan<float> context, ReadOnlySpan<float> target, double beta, LatentEffort effort)
    {
        var ends = _descents.FindAll(context, target, effort, _ends, _energies, _searches);
        Count = 0;
        for (var i = 0; i < ends && float.IsFinite(_energies[i]); i++)
        {
            if (-beta * ((double)_energies[i] - _energies[0]) < Nothing)
                break;
            var known = PeakOf(function, beta, i);
            if (known >= 0)
            {
                _visits[known]++;
                continue;
            }
            _ends.AsSpan(i * _size, _size).CopyTo(_ends.AsSpan(Count * _size));
            _energies[Count] = _energies[i];
            _searches[Count] = _searches[i];
            _visits[Count++] = 1;
        }
        IsComplete = !_visits.AsSpan(0, Count).Contains(1);
    }

    // The peak that an end lies on; −1 where none of those so far. Ends come in order of energy, so that theirs is no less.
    private int PeakOf(ILatentFunction function, double beta, int end)
    {
        if (Count == 0)
            return -1;
        ReadOnlySpan<float> z = _ends.AsSpan(end * _size, _size);
        for (var peak = 0; peak < Count; peak++)
        {
            var between = _between.AsSpan(peak * _size, _size);
            TensorPrimitives.Add(z, _ends.AsSpan(peak * _size, _size), between);
            TensorPrimitives.Multiply(between, 0.5f, between);
        }
        function.Energies(_between.AsSpan(0, Count * _size), _barriers.AsSpan(0, Count));
        for (var peak = 0; peak < Count; peak++)
        {
            if (beta * ((double)_barriers[peak] - _energies[end]) <= Barrier)
                return peak;
        }
        return -1;
    }
}
