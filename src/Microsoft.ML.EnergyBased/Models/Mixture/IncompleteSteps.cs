using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// Over rows of which not all is observed, values missing at random: exact expectation and maximisation of the likelihood of what
/// is observed. Of full covariances what is missing is a latent too: a row counts with its conditional mean, and with its
/// conditional covariance. Of others a component's values are independent, and each has the moments of those observed.
/// </summary>
/// <remarks>
/// Both steps are one pass, since both condition each row on each component. Blocks of rows are summed in their order, so that
/// threads do not change a bit. Source: Ghahramani and Jordan, "Supervised learning from incomplete data via an EM approach" (1994).
/// </remarks>
internal sealed class IncompleteSteps : IMixtureSteps
{
    private const int LeastBlock = 64;
    private const int MostBlocks = 16;
    private const int RowsBetweenLooks = 16;

    private readonly ReadOnlyMemory<float> _rows;
    private readonly int _count;
    private readonly int _dimension;
    private readonly double[] _weights;
    private readonly MixtureStart _start;
    private readonly MixtureEnergyEstimator.Options _options;
    private readonly int _k;
    private readonly double _total;
    private readonly Sums[] _sums;
    private readonly bool[] _isOnFloor;

    public IncompleteSteps(ReadOnlyMemory<float> rows, int count, int dimension, double[] weights, MixtureStart start, MixtureEnergyEstimator.Options options)
    {
        (_rows, _count, _dimension, _weights, _start, _options) = (rows, count, dimension, weights, start, options);
        _k = options.NumberOfComponents;
        _total = weights.Length == 0 ? count : weights.Sum();
        _sums = [.. Enumerable.Range(0, RowBlocks.Count(count, BlockRows)).Select(_ => new Sums(_k, dimension, options.Covariance))];
        _isOnFloor = new bool[_k];
    }

    public int OnFloor => _isOnFloor.AsSpan().Count(true);

    private int BlockRows => Math.Max(LeastBlock, (_count + MostBlocks - 1) / MostBlocks);

    public MixtureComponents Start(int restart)
    {
        // Clusters by what is observed; what is not lies about their means with the variances of the columns, which are 1.
        var responsibilities = new double[checked(_k * _count)];
        var places = _start.Choose(restart, responsibilities);
        var size = MixtureComponents.SizeOf(_options.Covariance, _dimension);
        var covariances = new double[checked(_k * size)];
        for (var i = 0; i < covariances.Length; i++)
            covariances[i] = _options.Covariance != MixtureCovariance.Full || i % size % (_dimension + 1) == 0 ? 1 : 0;
        var spread = new MixtureComponents(
            _options.Covariance, [.. Enumerable.Repeat(1.0 / _k, _k)], Array.ConvertAll(places, place => (double)place), covariances, _options.CancellationToken);
        Pass(spread, responsibilities);
        return Maximise(spread);
    }

    public double Expect(MixtureComponents components) => Pass(components, null) / _total;

    public MixtureComponents Maximise(MixtureComponents components)
    {
        var sums = _sums[0];
        foreach (var block in _sums.Skip(1))
            sums.Add(block);
        var means = (double[])components.Means.Clone();
        var covariances = (double[])components.Covariances.Clone();
        var size = components.CovarianceSize;
        RowBlocks.Run(_k, 1, _options.Threads, _options.CancellationToken, (z, _, _) =>
        {
            _isOnFloor[z] = false;
            if (sums.Totals[z] > 0)
                Finish(sums, z, components, means.AsSpan(z * _dimension, _dimension), covariances.AsSpan(z * size, size));
        });
        var weights = sums.Totals.ToArray();
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<double>(weights), weights);
        return MaximisationStep.Create(_options, weights, means, covariances);
    }

    private void Finish(Sums sums, int z, MixtureComponents before, Span<double> mean, Span<double> covariance)
    {
        ReadOnlySpan<double> first = sums.First.AsSpan(z * _dimension, _dimension);
        if (before.IsFull)
        {
            // Sums are about the mean before.
            ReadOnlySpan<double> second = sums.Second.AsSpan(z * covariance.Length, covariance.Length);
            TensorPrimitives.Divide(second, sums.Totals[z], covariance);
            var move = new double[_dimension];
            TensorPrimitives.Divide(first, sums.Totals[z], move);
            TensorPrimitives.Add(mean, move, mean);
            for (var i = 0; i < _dimension; i++)
                TensorPrimitives.MultiplyAdd(move, -move[i], covariance.Slice(i * _dimension, _dimension), covariance.Slice(i * _dimension, _dimension));
            WeightedMoments.Mirror(covariance, _dimension);
            _isOnFloor[z] = CovarianceFloor.Raise(covariance, _dimension, _options.VarianceFloor, _options.CancellationToken);
            return;
        }

        ReadOnlySpan<double> squares = sums.Second.AsSpan(z * _dimension, _dimension), observed = sums.Observed.AsSpan(z * _dimension, _dimension);
        double sum = 0, all = 0;
        for (var j = 0; j < _dimension; j++)
        {
            // Of a value that no row of the component observes nothing is known anew.
            if (!(observed[j] > 0))
                continue;
            var move = first[j] / observed[j];
            var rest = Math.Max(0, squares[j] - (first[j] * move));
            mean[j] += move;
            sum += rest;
            all += observed[j];
            if (_options.Covariance == MixtureCovariance.Diagonal)
                covariance[j] = rest / observed[j];
        }
        if (_options.Covariance == MixtureCovariance.Spherical && all > 0)
            covariance[0] = sum / all;
        _isOnFloor[z] = CovarianceFloor.RaiseVariances(covariance, _options.VarianceFloor);
    }

    /// <summary>The sums of all blocks by the responsibilities given, or those that the components give; returns the summed log-likelihood.</summary>
    private double Pass(MixtureComponents components, double[]? responsibilities)
    {
        var likelihoods = new double[_sums.Length];
        RowBlocks.Run(_count, BlockRows, _options.Threads, _options.CancellationToken, (block, start, length) =>
        {
            _sums[block].Clear();
            likelihoods[block] = Block(components, responsibilities, start, length, _sums[block]);
        });
        double sum = 0;
        foreach (var part in likelihoods)
            sum += part;
        return sum;
    }

    private double Block(MixtureComponents components, double[]? responsibilities, int start, int length, Sums sums)
    {
        var most = 0;
        for (var i = start; i < start + length; i++)
            most = Math.Max(most, Row(i).Count(float.NaN));
        var room = MixtureMarginal.RoomFor(components, most);
        var places = new int[most];
        // Conditional means and factors of all components, until the responsibilities are known.
        var buffer = ArrayPool<double>.Shared.Rent(checked((_k * room) + (2 * _k) + (2 * _dimension) + most));
        Span<double> energies = buffer.AsSpan(_k * room, _k), shares = buffer.AsSpan((_k * room) + _k, _k);
        var scratch = buffer.AsSpan((_k * room) + (2 * _k), (2 * _dimension) + most);
        double likelihood = 0;
        for (var i = start; i < start + length; i++)
        {
            if (i % RowsBetweenLooks == 0)
                _options.CancellationToken.ThrowIfCancellationRequested();
            var weight = _weights.Length == 0 ? 1 : _weights[i];
            if (weight == 0)
                continue;
            var row = Row(i);
            var missing = places.AsSpan(0, row.Count(float.NaN));
            PartialRow.Places(row, missing);
            for (var z = 0; z < _k; z++)
                energies[z] = MixtureMarginal.Energy(components, z, row, missing, buffer.AsSpan(z * room, room), out _, out _);
            likelihood -= weight * MixtureComponents.FreeEnergy(energies, 1, shares);
            for (var z = 0; z < _k; z++)
            {
                var share = responsibilities is null ? weight * shares[z] : responsibilities[(z * _count) + i];
                if (share > 0)
                    Add(components, z, share, row, missing, buffer.AsSpan(z * room, room), sums, scratch);
            }
        }
        ArrayPool<double>.Shared.Return(buffer);
        return likelihood;
    }

    private void Add(
        MixtureComponents components, int z, double share, ReadOnlySpan<float> row, ReadOnlySpan<int> missing, Span<double> kept, Sums sums, Span<double> scratch)
    {
        sums.Totals[z] += share;
        var mean = components.Mean(z);
        var first = sums.First.AsSpan(z * _dimension, _dimension);
        if (!components.IsFull)
        {
            Span<double> squares = sums.Second.AsSpan(z * _dimension, _dimension), observed = sums.Observed.AsSpan(z * _dimension, _dimension);
            for (var j = 0; j < row.Length; j++)
            {
                if (float.IsNaN(row[j]))
                    continue;
                var difference = row[j] - mean[j];
                first[j] += share * difference;
                squares[j] += share * difference * difference;
                observed[j] += share;
            }
            return;
        }

        var filled = scratch[.._dimension];
        MixtureComponents.Subtract(row, mean, filled);
        for (var i = 0; i < missing.Length; i++)
            filled[missing[i]] = kept[i];
        TensorPrimitives.MultiplyAdd(filled, share, first, first);
        var second = sums.Second.AsSpan(z * _dimension * _dimension, _dimension * _dimension);
        for (var i = 0; i < filled.Length; i++)
        {
            // The lower triangle; the rest is its mirror.
            var strip = second.Slice(i * _dimension, i + 1);
            TensorPrimitives.MultiplyAdd(filled[..(i + 1)], share * filled[i], strip, strip);
        }

        // P⁻¹, column by column.
        ReadOnlySpan<double> factor = kept.Slice(missing.Length, missing.Length * missing.Length);
        var column = scratch.Slice(_dimension, missing.Length);
        for (var i = 0; i < missing.Length; i++)
        {
            column.Clear();
            column[i] = 1;
            Cholesky.Solve(factor, missing.Length, column);
            for (var j = 0; j <= i; j++)
                second[(missing[i] * _dimension) + missing[j]] += share * column[j];
        }
    }

    private ReadOnlySpan<float> Row(int i) => _rows.Span.Slice(i * _dimension, _dimension);

    /// <summary>Of each component: Σ r, Σ r(y − μ), Σ r(y − μ)(y − μ)ᵀ or its diagonal, and of each value Σ r over the rows that observe it.</summary>
    private sealed class Sums(int k, int dimension, MixtureCovariance covariance)
    {
        public double[] Totals { get; } = new double[k];

        public double[] First { get; } = new double[checked(k * dimension)];

        public double[] Second { get; } = new double[checked(k * dimension * (covariance == MixtureCovariance.Full ? dimension : 1))];

        public double[] Observed { get; } = new double[covariance == MixtureCovariance.Full ? 0 : k * dimension];

        public void Clear()
        {
            foreach (var sums in new[] { Totals, First, Second, Observed })
                Array.Clear(sums);
        }

        public void Add(Sums other)
        {
            TensorPrimitives.Add(Totals, other.Totals, Totals);
            TensorPrimitives.Add(First, other.First, First);
            TensorPrimitives.Add(Second, other.Second, Second);
            TensorPrimitives.Add(Observed, other.Observed, Observed);
        }
    }
}
