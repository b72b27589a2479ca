using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>
/// argmin_z ‖y − w_z‖² over K prototypes. The squared distances compared and reported are those of
/// <see cref="VectorMath.SquaredDistance(ReadOnlySpan{float}, ReadOnlySpan{float})"/>; of equal ones the lowest index wins.
/// </summary>
/// <remarks>
/// A matrix product gives ‖w_z‖² − 2yᵀw_z, that is ‖y − w_z‖² less a number that does not depend on z, but not to the
/// last digit. It serves to rule prototypes out: those that exceed the least by more than the rounding error can add
/// up to. Only what is left, mostly one, is looked at by differences. Where the prototypes lie far from the origin,
/// their mean is taken off rows and prototypes first, which keeps that error small.
/// </remarks>
internal sealed unsafe class NearestPrototype
{
    /// <summary>The most rows that <see cref="FindGathered"/> takes.</summary>
    public const int MostGathered = 48;

    // Below this the product costs more than it saves.
    private const int FewestForProduct = 4;

    private readonly int _count;
    private readonly int _dimension;
    private readonly PackedMatrix _packed;
    private readonly float[] _prototypes;
    private readonly float[] _scaled;
    private readonly float[] _centre;
    private float[] _norms = [];
    private float _radius;
    private bool _centred;

    public NearestPrototype(ReadOnlySpan<float> prototypes, int count, int dimension)
        : this(prototypes, count, dimension, PackedMatrix.MachinePanelWidth)
    {
    }

    /// <param name="prototypes">K × d values.</param>
    /// <param name="count">K.</param>
    /// <param name="dimension">d.</param>
    /// <param name="panelWidth">Two registers of scores: 8, 16 or 32.</param>
    public NearestPrototype(ReadOnlySpan<float> prototypes, int count, int dimension, int panelWidth)
    {
        SpanChecks.CheckLength(prototypes.Length, count, dimension);
        _packed = new PackedMatrix(panelWidth);
        _count = count;
        _dimension = dimension;
        _prototypes = new float[prototypes.Length];
        _scaled = new float[prototypes.Length];
        _centre = new float[dimension];
        Update(prototypes);
    }

    /// <summary>Takes other prototypes, of the same shape. Not while another thread is searching.</summary>
    public void Update(ReadOnlySpan<float> prototypes)
    {
        prototypes.CopyTo(_prototypes);
        ChooseCentre();
        double greatest = 0;
        Span<double> norms = _count <= 1024 ? stackalloc double[_count] : new double[_count];
        for (int z = 0; z < _count; z++)
        {
            double norm = 0;
            for (int j = 0; j < _dimension; j++)
            {
                float value = _prototypes[(z * _dimension) + j] - (_centred ? _centre[j] : 0);
                norm += (double)value * value;
                _scaled[(z * _dimension) + j] = -2 * value;
            }
            norms[z] = norm;
            greatest = Math.Max(greatest, norm);
        }

        _radius = (float)Math.Sqrt(greatest) * (1 + 1e-6f);
        _packed.PackTransposed(_scaled, _count, _dimension);
        if (_norms.Length != _packed.PaddedColumns)
            _norms = new float[_packed.PaddedColumns];
        // A column that only fills a panel is never the least.
        Array.Fill(_norms, float.PositiveInfinity);
        for (int z = 0; z < _count; z++)
            _norms[z] = (float)norms[z];
    }

    /// <summary>The winner of each row (unless <paramref name="winners"/> is empty) and its squared distance; −1 and NaN where the row is not finite.</summary>
    public void Find(ReadOnlySpan<float> rows, Span<int> winners, Span<float> minima)
    {
        int* winnersHere = stackalloc int[MostGathered];
        fixed (float* first = rows, least = minima)
        {
            if (minima.Length < FewestForProduct)
            {
                for (int i = 0; i < minima.Length; i++)
                    Exhaust(first + ((nint)i * _dimension), out winnersHere[i], out least[i]);
                if (!winners.IsEmpty)
                    new ReadOnlySpan<int>(winnersHere, minima.Length).CopyTo(winners);
                return;
            }

            float[] scratch = ArrayPool<float>.Shared.Rent(ScratchLength);
            fixed (float* work = scratch)
            {
                int most = TileRows;
                for (int start = 0; start < minima.Length; start += most)
                {
                    int length = Math.Min(most, minima.Length - start);
                    float* originals = first + ((nint)start * _dimension);
                    float* tile = originals;
                    if (_centred)
                    {
                        tile = work;
                        for (int i = 0; i < length; i++)
                            Bring(originals + ((nint)i * _dimension), tile + ((nint)i * _dimension));
                    }
                    Search(tile, originals, null, length, work + (most * _dimension), winnersHere, least + start, null);
                    if (!winners.IsEmpty)
                        new ReadOnlySpan<int>(winnersHere, length).CopyTo(winners[start..]);
                }
            }
            ArrayPool<float>.Shared.Return(scratch);
        }
    }

    /// <summary>
    /// The same for at most <see cref="MostGathered"/> rows that are named by index; <paramref name="seconds"/>, unless
    /// null, receives a lower bound on the exact squared distance of every prototype but the winner.
    /// </summary>
    public void FindGathered(float* rows, int* indices, int count, int* winners, float* minima, float* seconds)
    {
        float[] scratch = ArrayPool<float>.Shared.Rent(ScratchLength);
        fixed (float* work = scratch)
        {
            int most = TileRows;
            for (int start = 0; start < count; start += most)
            {
                int length = Math.Min(most, count - start);
                for (int i = 0; i < length; i++)
                    Bring(rows + ((nint)indices[start + i] * _dimension), work + ((nint)i * _dimension));
                Search(work, rows, indices + start, length, work + (most * _dimension), winners + start, minima + start, seconds == null ? null : seconds + start);
            }
        }
        ArrayPool<float>.Shared.Return(scratch);
    }

    // Rows at a time: their products should stay in the second cache.
    private int TileRows => Math.Clamp(65536 / _packed.PaddedColumns / 12 * 12, 12, MostGathered);

    private int ScratchLength => checked(TileRows * (_dimension + _packed.PaddedColumns));

    private void ChooseCentre()
    {
        Span<double> mean = _dimension <= 1024 ? stackalloc double[_dimension] : new double[_dimension];
        mean.Clear();
        double squares = 0;
        for (int z = 0; z < _count; z++)
        {
            for (int j = 0; j < _dimension; j++)
            {
                double value = _prototypes[(z * _dimension) + j];
                mean[j] += value;
                squares += value * value;
            }
        }
        double distance = 0;
        for (int j = 0; j < _dimension; j++)
        {
            double value = mean[j] / _count;
            _centre[j] = (float)value;
            distance += value * value;
        }
        // Centring costs a pass over the rows: worth it where the mean outweighs the spread about it.
        _centred = distance * _count > squares / 2;
    }

    private void Bring(float* row, float* target)
    {
        var source = new ReadOnlySpan<float>(row, _dimension);
        var destination = new Span<float>(target, _dimension);
        if (_centred)
            TensorPrimitives.Subtract(source, _centre, destination);
        else
            source.CopyTo(destination);
    }

    private void Search(float* tile, float* rows, int* indices, int length, float* products, int* winners, float* minima, float* seconds)
    {
        fixed (float* norms = _norms)
            MatrixProduct.Multiply(tile, _dimension, 1, length, _packed, norms, accumulate: false, products, _packed.PaddedColumns);
        if (_packed.PanelWidth == 2 * Simd512.Lanes)
            Pick<Simd512, Vector512<float>>(tile, rows, indices, length, products, winners, minima, seconds);
        else if (_packed.PanelWidth == 2 * Simd256.Lanes)
            Pick<Simd256, Vector256<float>>(tile, rows, indices, length, products, winners, minima, seconds);
        else
            Pick<Simd128, Vector128<float>>(tile, rows, indices, length, products, winners, minima, seconds);
    }

    private void Pick<TSimd, TVector>(float* tile, float* rows, int* indices, int length, float* products, int* winners, float* minima, float* seconds)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        // ‖w‖² − 2yᵀw and the sum of squared differences are each within (d + 8)·2⁻²⁴·(‖y‖ + max‖w‖)² of the exact
        // value, centring included, so within (d + 8)·2⁻²³ of each other, and two prototypes can be off in opposite
        // directions.
        float unit = (_dimension + 8) * 2.4e-7f;
        fixed (float* prototypes = _prototypes)
        {
            for (int i = 0; i < length; i++)
            {
                float* row = rows + ((nint)(indices == null ? i : indices[i]) * _dimension);
                float norm = VectorMath.SquaredNorm(tile + ((nint)i * _dimension), _dimension);
                float reach = MathF.Sqrt(norm) + _radius;
                float margin = (unit * reach * reach) + 1e-36f;
                int winner = -1;
                float minimum = float.PositiveInfinity;
                float others = 0;
                // No score, nor any sum on the way to one, is further from 0 than reach²: where that and the margin stay
                // finite together, so do the scores and the limit that they are held against.
                if (float.IsFinite((2 + unit) * reach * reach))
                {
                    float* scores = products + ((nint)i * _packed.PaddedColumns);
                    float other = Winner<TSimd, TVector>(scores, row, prototypes, margin, out winner, out minimum);
                    others = Math.Max(0, other + norm - margin);
                }
                if (winner < 0)
                {
                    Exhaust(row, out winner, out minimum);
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
        int width = _packed.PaddedColumns;
        TVector first = TSimd.Load(scores);
        TVector second = TSimd.Broadcast(float.PositiveInfinity);
        for (int z = TSimd.Lanes; z < width; z += TSimd.Lanes)
        {
            TVector score = TSimd.Load(scores + z);
            second = TSimd.Min(second, TSimd.Max(first, score));
            first = TSimd.Min(first, score);
        }

        float least = TSimd.Least(first);
        TVector limit = TSimd.Broadcast(least + margin);
        winner = -1;
        minimum = float.PositiveInfinity;
        for (int z = 0; z < width; z += 64)
        {
            // One mask for many columns: which register holds the winner cannot be foreseen.
            ulong near = 0;
            for (int lane = 0; lane < Math.Min(width - z, 64); lane += TSimd.Lanes)
                near |= (ulong)TSimd.AtMost(TSimd.Load(scores + z + lane), limit) << lane;
            for (; near != 0; near &= near - 1)
            {
                int candidate = z + BitOperations.TrailingZeroCount(near);
                // What only fills the last panel up stands behind all prototypes.
                if (candidate >= _count)
                    break;
                float distance = VectorMath.SquaredDistance(row, prototypes + ((nint)candidate * _dimension), _dimension);
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

    /// <summary>One row against every prototype by differences: what every other way to the winner must agree with.</summary>
    private void Exhaust(float* row, out int winner, out float minimum)
    {
        winner = -1;
        minimum = float.NaN;
        if (!VectorMath.IsFinite(new ReadOnlySpan<float>(row, _dimension)))
            return;
        fixed (float* prototypes = _prototypes)
        {
            for (int z = 0; z < _count; z++)
            {
                float distance = VectorMath.SquaredDistance(row, prototypes + ((nint)z * _dimension), _dimension);
                if (distance < minimum || winner < 0)
                {
                    minimum = distance;
                    winner = z;
                }
            }
        }
    }
}
