using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// The units that a mixture is fitted in: u = (y − m)/s with weighted mean and standard deviation of each column, so that starts, the
/// variance floor and what is stopped at mean the same whatever the features are measured in.
/// </summary>
/// <remarks>
/// A column that does not vary is independent of all others: it is left out, and gets a variance at the floor. Spherical
/// components are spheres in the features' own units: there s is one number, the root of the mean variance.
/// Full components of fewer rows than columns are fitted to the coordinates of u in the span of the rows: beside it every
/// covariance is the floor, and the likelihood, the floor's part apart, is the same.
/// </remarks>
internal sealed class MixtureUnits
{
    // A row is conditioned on each component in each iteration, in time with the cube of what it misses.
    private const int LargestIncomplete = 1024;

    private readonly double[] _means;
    private readonly double[] _deviations;
    private readonly int[] _columns;
    private readonly double[] _weights;
    private readonly bool _isFull;

    // Orthonormal, over the columns; null where the rows are not fewer than they.
    private double[]? _directions;

    /// <param name="rows">count × d values, finite or NaN where they are not observed, at least one row of positive weight.</param>
    /// <param name="dimension">d.</param>
    /// <param name="weights">Empty for 1 each, or one weight a row, at least 0.</param>
    /// <param name="covariance">What the covariances are.</param>
    public MixtureUnits(ReadOnlySpan<float> rows, int dimension, ReadOnlySpan<double> weights, MixtureCovariance covariance)
    {
        _weights = weights.ToArray();
        _isFull = covariance == MixtureCovariance.Full;
        _means = new double[dimension];
        _deviations = new double[dimension];
        var variances = new double[dimension];
        IsComplete = !VectorMath.HasNaN(rows);
        if (IsComplete)
        {
            var total = WeightedMoments.Mean(rows, weights, _means);
            WeightedMoments.Squares(rows, weights, _means, variances);
            TensorPrimitives.Divide(variances, total, variances);
        }
        else
        {
            var observed = new RunningMoments(dimension);
            observed.Add(rows, weights);
            observed.Means.CopyTo(_means, 0);
            observed.Variances().CopyTo(variances, 0);
        }
        for (var j = 0; j < dimension; j++)
            variances[j] = ColumnScales.Varies(_means[j], variances[j]) ? variances[j] : 0;

        var isSpherical = covariance == MixtureCovariance.Spherical;
        var ofConstant = ColumnScales.OfConstant(_means, variances);
        var common = Math.Sqrt(variances.Average());
        var columns = new List<int>();
        for (var j = 0; j < dimension; j++)
        {
            var varies = variances[j] > 0;
            if (varies || isSpherical)
                columns.Add(j);
            _deviations[j] = !varies && (!isSpherical || common == 0) ? ofConstant : isSpherical ? common : Math.Sqrt(variances[j]);
        }
        // Rows that are all alike: one column stands for them.
        _columns = columns.Count > 0 ? [.. columns] : [0];
    }

    /// <summary>Whether all of the rows is observed.</summary>
    public bool IsComplete { get; }

    /// <summary>The values of a row in these units.</summary>
    public int Dimension => _directions is null ? _columns.Length : _directions.Length / _columns.Length;

    /// <summary>Gives the rows in these units, count × <see cref="Dimension"/> values.</summary>
    public float[] Rows(ReadOnlySpan<float> rows, int threads, CancellationToken cancellation)
    {
        int count = rows.Length / _means.Length, width = _columns.Length;
        var result = new float[count * width];
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < width; k++)
            {
                var j = _columns[k];
                result[(i * width) + k] = (float)((rows[(i * _means.Length) + j] - _means[j]) / _deviations[j]);
            }
        }
        if (!IsComplete && _isFull && width > LargestIncomplete)
            throw new InvalidOperationException($"Incomplete rows of {width} features: full covariances take at most {LargestIncomplete}. Take diagonal ones, or {nameof(MissingValues)} = {nameof(MissingValues.Skip)}.");
        return _isFull && IsComplete ? InTheirSpan(result, width, threads, cancellation) : result;
    }

    private float[] InTheirSpan(float[] rows, int width, int threads, CancellationToken cancellation)
    {
        var centred = CentredRows.Of(rows, width, _weights, threads, cancellation);
        if (centred.Count > width)
            return rows;
        double[] values = new double[centred.Count], vectors = centred.Gram();
        SymmetricEigen.Decompose(vectors, values, cancellation);
        var rank = centred.Rank(values);
        if (rank == 0)
            return rows;
        _directions = centred.Directions(vectors, rank, rank);

        var count = rows.Length / width;
        var byDirection = new CentredRows(rows, default, new double[width], 1, threads, cancellation).Project(rank, _directions);
        var points = new float[checked(count * rank)];
        for (var i = 0; i < points.Length; i++)
            points[i] = (float)byDirection[(i % rank * count) + (i / rank)];
        return points;
    }

    /// <summary>What a log-likelihood in these units lacks of the one in the rows' own.</summary>
    public double LogDensityOfUnit(double floor)
    {
        double sum = 0;
        foreach (var deviation in _deviations)
            sum -= Math.Log(deviation);
        return sum - ((_means.Length - Dimension) * 0.5 * Math.Log(2 * Math.PI * floor));
    }

    /// <summary>The same, as the mean over rows of which not all is observed.</summary>
    public double LogDensityOfUnit(double floor, ReadOnlySpan<float> rows)
    {
        // Of a value in its units; one of a column that is left out has its normal besides.
        var ofValues = Array.ConvertAll(_deviations, deviation => Math.Log(deviation) + (0.5 * Math.Log(2 * Math.PI * floor)));
        foreach (var j in _columns)
            ofValues[j] = Math.Log(_deviations[j]);
        double sum = 0, total = 0;
        for (var i = 0; i * _means.Length < rows.Length; i++)
        {
            var weight = _weights.Length == 0 ? 1 : _weights[i];
            total += weight;
            for (var j = 0; j < _means.Length; j++)
            {
                if (!float.IsNaN(rows[(i * _means.Length) + j]))
                    sum -= weight * ofValues[j];
            }
        }
        return sum / total;
    }

    /// <summary>Components in these units as components of the rows' own.</summary>
    /// <exception cref="ArgumentException">A covariance is not positive definite in double.</exception>
    public MixtureDensity InRowUnits(MixtureComponents components, double floor)
    {
        var dimension = _means.Length;
        if (_directions is not null)
        {
            var directions = new double[checked(components.Dimension * dimension)];
            for (var i = 0; i < _directions.Length; i++)
                directions[(i / _columns.Length * dimension) + _columns[i % _columns.Length]] = _directions[i];
            return new SpannedComponents(components, _means, _deviations, directions, floor);
        }
        var size = MixtureComponents.SizeOf(components.Covariance, dimension);
        var means = new double[components.Count * dimension];
        var covariances = new double[checked(components.Count * size)];
        for (var z = 0; z < components.Count; z++)
        {
            var mean = means.AsSpan(z * dimension, dimension);
            _means.CopyTo(mean);
            for (var k = 0; k < Dimension; k++)
                mean[_columns[k]] += _deviations[_columns[k]] * components.Mean(z)[k];
            Covariance(components, z, floor, covariances.AsSpan(z * size, size));
        }
        return new MixtureComponents(components.Covariance, components.Weights, means, covariances);
    }

    private void Covariance(MixtureComponents components, int z, double floor, Span<double> covariance)
    {
        var dimension = _means.Length;
        ReadOnlySpan<double> own = components.Covariances.AsSpan(z * components.CovarianceSize, components.CovarianceSize);
        if (components.Covariance == MixtureCovariance.Spherical)
        {
            covariance[0] = own[0] * _deviations[0] * _deviations[0];
            return;
        }
        var step = components.IsFull ? dimension + 1 : 1;
        for (var j = 0; j < dimension; j++)
            covariance[j * step] = floor * _deviations[j] * _deviations[j];
        for (var k = 0; k < Dimension; k++)
        {
            var j = _columns[k];
            if (!components.IsFull)
            {
                covariance[j] = own[k] * _deviations[j] * _deviations[j];
                continue;
            }
            for (var l = 0; l < Dimension; l++)
                covariance[(j * dimension) + _columns[l]] = own[(k * Dimension) + l] * (_deviations[j] * _deviations[_columns[l]]);
        }
    }
}
