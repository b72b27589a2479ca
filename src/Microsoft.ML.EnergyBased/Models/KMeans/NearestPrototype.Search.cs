using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

// From the products of a tile of rows with all prototypes to the winner of each row.
internal sealed unsafe partial class NearestPrototype
{
    private void Search(float* tile, float* rows, int* indices, int length, float* products, int* winners, float* minima, float* seconds)
    {
        fixed (float* norms = _norms)
            MatrixProduct.Multiply(tile, _dimension, 1, length, _packed, norms, accumulate: false, products, _packed.PaddedColumns);
        if (_packed.PanelWidth == 2 * Simd512.Lanes)
            Select<Simd512, Vector512<float>>(tile, rows, indices, length, products, winners, minima, seconds);
        else if (_packed.PanelWidth == 2 * Simd256.Lanes)
            Select<Simd256, Vector256<float>>(tile, rows, indices, length, products, winners, minima, seconds);
        else
            Select<Simd128, Vector128<float>>(tile, rows, indices, length, products, winners, minima, seconds);
    }

    private void Select<TSimd, TVector>(float* tile, float* rows, int* indices, int length, float* products, int* winners, float* minima, float* seconds)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        // ‖w‖² − 2yᵀw and the sum of squared differences are each within (d + 8)·2⁻²⁴·(‖y‖ + max‖w‖)² of the exact
        // value, centring included, so within (d + 8)·2⁻²³ of each other, and two prototypes can be off in opposite
        // directions.
        var unit = (_dimension + 8) * 2.4e-7f;
        fixed (float* prototypes = _prototypes)
        {
            for (var i = 0; i < length; i++)
            {
                var row = rows + ((nint)(indices == null ? i : indices[i]) * _dimension);
                var norm = VectorMath.SquaredNorm(tile + ((nint)i * _dimension), _dimension);
                var reach = MathF.Sqrt(norm) + _radius;
                var margin = (unit * reach * reach) + 1e-36f;
                var winner = -1;
                var minimum = float.PositiveInfinity;
                float others = 0;
                // No score, nor any sum on the way to one, is further from 0 than reach²: where that and the margin stay
                // finite together, so do the scores and the limit that they are held against.
                if (float.IsFinite((2 + unit) * reach * reach))
                {
                    var scores = products + ((nint)i * _packed.PaddedColumns);
                    var other = Winner<TSimd, TVector>(scores, row, prototypes, margin, out winner, out minimum);
                    others = Math.Max(0, other + norm - margin);
                }
                if (winner < 0)
                {
                    FindByScan(row, out winner, out minimum);
                    others = 0;
                }
                winners[i] = winner;
                minima[i] = minimum;
                if (seconds != null)
                    seconds[i] = others;
            }
        }
    }

    /// <summary>The nearest of the prototypes whose scores exceed the least by at most the margin; returns the least score of the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Winner<TSimd, TVector>(float* scores, float* row, float* prototypes, float margin, out int winner, out float minimum)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var width = _packed.PaddedColumns;
        var first = TSimd.Load(scores);
        var second = TSimd.Broadcast(float.PositiveInfinity);
        for (var z = TSimd.Lanes; z < width; z += TSimd.Lanes)
        {
            var score = TSimd.Load(scores + z);
            second = TSimd.Min(second, TSimd.Max(first, score));
            first = TSimd.Min(first, score);
        }

        var least = TSimd.Least(first);
        var limit = TSimd.Broadcast(least + margin);
        winner = -1;
        minimum = float.PositiveInfinity;
        for (var z = 0; z < width; z += 64)
        {
            // One mask for many columns: which register holds the winner cannot be foreseen.
            ulong near = 0;
            for (var lane = 0; lane < Math.Min(width - z, 64); lane += TSimd.Lanes)
                near |= (ulong)TSimd.AtMost(TSimd.Load(scores + z + lane), limit) << lane;
            for (; near != 0; near &= near - 1)
            {
                var candidate = z + BitOperations.TrailingZeroCount(near);
                // What only fills the last panel up stands behind all prototypes.
                if (candidate >= _count)
                    break;
                var distance = VectorMath.SquaredDistance(row, prototypes + ((nint)candidate * _dimension), _dimension);
                if (distance < minimum || winner < 0)
                {
                    minimum = distance;
                    winner = candidate;
                }
            }
        }

        // Where the winner is not the least product, the least product is one of the others.
        return winner >= 0 && scores[winner] == least ? TSimd.SecondLeast(first, second) : least;
    }

    /// <summary>One row against every prototype by differences: what the search by products must agree with.</summary>
    private void FindByScan(float* row, out int winner, out float minimum)
    {
        winner = -1;
        minimum = float.NaN;
        if (!VectorMath.IsFinite(new ReadOnlySpan<float>(row, _dimension)))
            return;
        fixed (float* prototypes = _prototypes)
        {
            for (var z = 0; z < _count; z++)
            {
                var distance = VectorMath.SquaredDistance(row, prototypes + ((nint)z * _dimension), _dimension);
                if (distance < minimum || winner < 0)
                {
                    minimum = distance;
                    winner = z;
                }
            }
        }
    }
}
