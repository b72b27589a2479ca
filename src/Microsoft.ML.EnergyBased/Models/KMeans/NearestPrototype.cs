using System.Buffers;
using System.Numerics.Tensors;
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
internal sealed unsafe partial class NearestPrototype
{
    /// <summary>The most rows that <see cref="FindGathered"/> takes.</summary>
    public const int GatherCapacity = 48;

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
        var norms = _count <= 1024 ? stackalloc double[_count] : new double[_count];
        for (var z = 0; z < _count; z++)
        {
            double norm = 0;
            for (var j = 0; j < _dimension; j++)
            {
                var value = _prototypes[(z * _dimension) + j] - (_centred ? _centre[j] : 0);
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
        for (var z = 0; z < _count; z++)
            _norms[z] = (float)norms[z];
    }

    /// <summary>The winner of each row (unless <paramref name="winners"/> is empty) and its squared distance; −1 and NaN where the row is not finite.</summary>
    public void Find(ReadOnlySpan<float> rows, Span<int> winners, Span<float> minima)
    {
        var winnersHere = stackalloc int[GatherCapacity];
        fixed (float* first = rows, least = minima)
        {
            if (minima.Length < FewestForProduct)
            {
                for (var i = 0; i < minima.Length; i++)
                    FindByScan(first + ((nint)i * _dimension), out winnersHere[i], out least[i]);
                if (!winners.IsEmpty)
                    new ReadOnlySpan<int>(winnersHere, minima.Length).CopyTo(winners);
                return;
            }

            var scratch = ArrayPool<float>.Shared.Rent(ScratchLength);
            fixed (float* work = scratch)
            {
                var most = TileRows;
                for (var start = 0; start < minima.Length; start += most)
                {
                    var length = Math.Min(most, minima.Length - start);
                    var originals = first + ((nint)start * _dimension);
                    var tile = originals;
                    if (_centred)
                    {
                        tile = work;
                        for (var i = 0; i < length; i++)
                            Load(originals + ((nint)i * _dimension), tile + ((nint)i * _dimension));
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
    /// The same for at most <see cref="GatherCapacity"/> rows that are named by index; <paramref name="seconds"/>, unless
    /// null, receives a lower bound on the exact squared distance of every prototype but the winner.
    /// </summary>
    public void FindGathered(float* rows, int* indices, int count, int* winners, float* minima, float* seconds)
    {
        var scratch = ArrayPool<float>.Shared.Rent(ScratchLength);
        fixed (float* work = scratch)
        {
            var most = TileRows;
            for (var start = 0; start < count; start += most)
            {
                var length = Math.Min(most, count - start);
                for (var i = 0; i < length; i++)
                    Load(rows + ((nint)indices[start + i] * _dimension), work + ((nint)i * _dimension));
                Search(work, rows, indices + start, length, work + (most * _dimension), winners + start, minima + start, seconds == null ? null : seconds + start);
            }
        }
        ArrayPool<float>.Shared.Return(scratch);
    }

    // Rows at a time: their products should stay in the second cache.
    private int TileRows => Math.Clamp(65536 / _packed.PaddedColumns / 12 * 12, 12, GatherCapacity);

    private int ScratchLength => checked(TileRows * (_dimension + _packed.PaddedColumns));

    private void ChooseCentre()
    {
        var mean = _dimension <= 1024 ? stackalloc double[_dimension] : new double[_dimension];
        mean.Clear();
        double squares = 0;
        for (var z = 0; z < _count; z++)
        {
            for (var j = 0; j < _dimension; j++)
            {
                double value = _prototypes[(z * _dimension) + j];
                mean[j] += value;
                squares += value * value;
            }
        }
        double distance = 0;
        for (var j = 0; j < _dimension; j++)
        {
            var value = mean[j] / _count;
            _centre[j] = (float)value;
            distance += value * value;
        }
        // Centring costs a pass over the rows: it pays where the mean outweighs the spread about it.
        _centred = distance * _count > squares / 2;
    }

    private void Load(float* row, float* target)
    {
        var source = new ReadOnlySpan<float>(row, _dimension);
        var destination = new Span<float>(target, _dimension);
        if (_centred)
            TensorPrimitives.Subtract(source, _centre, destination);
        else
            source.CopyTo(destination);
    }
}
