using System.Runtime.CompilerServices;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>
/// Hamerly's bounds: for each row an upper bound on the distance to its prototype and a lower bound on the distance
/// to every other, moved on by how far the prototypes went (Hamerly, "Making k-means even faster", SDM 2010). A row
/// whose bounds do not touch keeps its prototype unseen.
/// </summary>
/// <remarks>
/// The bounds hold for exact distances, and every step rounds them outwards. A row is left alone only where they are
/// apart by more than the rounding of a computed squared distance, so that comparing those could not have given
/// another winner: the result is that of comparing all, to the bit.
/// </remarks>
internal sealed class DistanceBounds
{
    // More than the few roundings of Single that one update of a bound makes.
    private const float Outwards = 1e-6f;

    // Where squares vanish, distances say nothing.
    private const float Tiny = 1e-18f;

    private readonly int _clusters;
    private readonly int _dimension;
    private readonly float _relativeError;
    private readonly float[] _upper;
    private readonly float[] _lower;
    private readonly float[] _drift;
    private readonly float[] _otherDrift;
    private readonly float[] _halfGap;

    public DistanceBounds(int count, int clusters, int dimension)
    {
        _clusters = clusters;
        _dimension = dimension;
        // A sum of d squares of rounded differences is off by at most (d + 3)·2⁻²⁴ of itself, its root by half of that.
        _relativeError = (dimension + 16) * 1.2e-7f;
        _upper = new float[count];
        _lower = new float[count];
        _drift = new float[clusters];
        _otherDrift = new float[clusters];
        _halfGap = new float[clusters];
    }

    /// <summary>
    /// Moves the bounds of rows <paramref name="start"/> .. <paramref name="start"/> + <paramref name="length"/> − 1 on by
    /// the last drift, and lists those that may have to change their prototype, in rising order.
    /// </summary>
    /// <param name="start">The first row.</param>
    /// <param name="length">The number of rows.</param>
    /// <param name="labels">The prototype of every row of the fit.</param>
    /// <param name="doubtful">Has room for <paramref name="length"/> indices.</param>
    /// <returns>How many rows were listed.</returns>
    public unsafe int Advance(int start, int length, int* labels, int* doubtful)
    {
        var count = 0;
        fixed (float* uppers = _upper, lowers = _lower, drift = _drift, otherDrift = _otherDrift, halfGap = _halfGap)
        {
            for (var i = start; i < start + length; i++)
            {
                var label = labels[i];
                if ((uint)label >= (uint)_clusters)
                {
                    // A row without a prototype has no bounds.
                    doubtful[count++] = i;
                    continue;
                }
                var upper = (uppers[i] + drift[label]) * (1 + Outwards);
                var lower = lowers[i] - otherDrift[label];
                lower -= Math.Abs(lower) * Outwards;
                uppers[i] = upper;
                lowers[i] = lower;

                // Without a branch, which the processor could not predict.
                doubtful[count] = i;
                count += AreSeparated(upper, Math.Max(lower, halfGap[label])) ? 0 : 1;
            }
        }
        return count;
    }

    /// <summary>Whether row <paramref name="i"/> keeps its prototype for certain, now that its distance to it is looked at.</summary>
    public unsafe bool Tighten(int i, int label, float* row, float* prototypes)
    {
        var limit = Math.Max(_lower[i], _halfGap[label]);
        if (!(limit > 0))
            return false;
        var upper = Above(VectorMath.SquaredDistance(row, prototypes + ((nint)label * _dimension), _dimension));
        _upper[i] = upper;
        return AreSeparated(upper, limit);
    }

    /// <summary>Notes the energy of the winner and a lower bound on the squared distance of every other prototype.</summary>
    public void Set(int i, float minimum, float second)
    {
        _upper[i] = Above(minimum);
        _lower[i] = MathF.Sqrt(second) * (1 - Outwards);
    }

    /// <summary>Row <paramref name="i"/> was given its prototype without a look at the others.</summary>
    public void Forget(int i)
    {
        _upper[i] = float.PositiveInfinity;
        _lower[i] = 0;
    }

    /// <summary>The prototypes moved: notes how far, and how far they are from each other now.</summary>
    public void Moved(ReadOnlySpan<float> before, ReadOnlySpan<float> now, CancellationToken cancellation)
    {
        var farthest = 0;
        for (var z = 0; z < _clusters; z++)
        {
            _drift[z] = Above(VectorMath.SquaredDistance(Row(before, z), Row(now, z)));
            if (_drift[z] > _drift[farthest])
                farthest = z;
        }
        float next = 0;
        for (var z = 0; z < _clusters; z++)
            next = z == farthest ? next : Math.Max(next, _drift[z]);
        for (var z = 0; z < _clusters; z++)
            _otherDrift[z] = z == farthest ? next : _drift[farthest];

        Array.Fill(_halfGap, float.PositiveInfinity);
        for (var z = 0; z < _clusters; z++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var other = 0; other < z; other++)
            {
                var gap = VectorMath.SquaredDistance(Row(now, z), Row(now, other));
                _halfGap[z] = Math.Min(_halfGap[z], gap);
                _halfGap[other] = Math.Min(_halfGap[other], gap);
            }
        }
        for (var z = 0; z < _clusters; z++)
            _halfGap[z] = MathF.Sqrt(Math.Min(_halfGap[z], float.MaxValue)) * 0.5f * (1 - _relativeError);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Above(float squared) => MathF.Sqrt(squared) * (1 + _relativeError) + Tiny;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AreSeparated(float upper, float limit) => upper * (1 + (2 * _relativeError)) + Tiny < limit;

    private ReadOnlySpan<float> Row(ReadOnlySpan<float> rows, int z) => rows.Slice(z * _dimension, _dimension);
}
