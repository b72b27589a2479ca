using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// Full components of wide rows that span few directions, as those of a fit to fewer rows than features do: with
/// u = (y − m)/s and orthonormal directions Q, Gaussians over Qu, and the variance ε of u in every direction that is
/// orthogonal to them. E(y, z) = E(Qu, z) + ‖u − QᵀQu‖²/2ε + ½(d − r) ln 2πε + Σ ln s_j.
/// </summary>
internal sealed class SpannedComponents : MixtureDensity
{
    // How far directions may be from orthonormal.
    private const double Orthonormality = 1e-9;

    private double[]? _means;
    private readonly double _rest;

    /// <param name="inner">The components over Qu.</param>
    /// <param name="centre">m: d values.</param>
    /// <param name="scales">s: d values above 0.</param>
    /// <param name="directions">Q: r × d values, orthonormal, r being the dimension of <paramref name="inner"/>.</param>
    /// <param name="floor">ε, above 0.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a number is out of its range.</exception>
    public SpannedComponents(MixtureComponents inner, double[] centre, double[] scales, double[] directions, double floor)
    {
        if (!inner.IsFull)
            throw new ArgumentException("Components that span few directions are full ones.", nameof(inner));
        SpanChecks.CheckLength(scales.Length, 1, centre.Length);
        SpanChecks.CheckLength(directions.Length, inner.Dimension, centre.Length);
        if (inner.Dimension > centre.Length)
            throw new ArgumentException($"{inner.Dimension} directions of {centre.Length} values are dependent.", nameof(directions));
        if (!(floor > 0) || !double.IsFinite(floor) || !centre.All(double.IsFinite) || !scales.All(s => s > 0 && double.IsFinite(s)))
            throw new ArgumentException("A scale or the floor is not positive, or the centre is not finite.", nameof(scales));
        Inner = inner;
        Centre = centre;
        Scales = scales;
        Directions = directions;
        Floor = floor;
        for (var k = 0; k < Rank; k++)
        {
            for (var l = 0; l <= k; l++)
            {
                if (!(Math.Abs(TensorPrimitives.Dot(Direction(k), Direction(l)) - (k == l ? 1 : 0)) <= Orthonormality))
                    throw new ArgumentException("The directions are not orthonormal.", nameof(directions));
            }
        }
        double logScales = 0;
        foreach (var scale in scales)
            logScales += Math.Log(scale);
        _rest = (0.5 * (Dimension - Rank) * Math.Log(2 * Math.PI * floor)) + logScales;
    }

    public MixtureComponents Inner { get; }

    public double[] Centre { get; }

    public double[] Scales { get; }

    public double[] Directions { get; }

    public double Floor { get; }

    /// <summary>r.</summary>
    public int Rank => Inner.Dimension;

    public override MixtureCovariance Covariance => MixtureCovariance.Full;

    public override int Dimension => Centre.Length;

    public override double[] Weights => Inner.Weights;

    // Larger than all that is kept: made for who asks.
    public override double[] Means => _means ??= AllMeans();

    public override double Constant(int z) => Inner.Constant(z) + _rest;

    public override void Mean(int z, Span<double> mean) => Place(Inner.Mean(z), mean);

    public override void WeightedMean(ReadOnlySpan<double> shares, Span<double> mean)
    {
        var buffer = ArrayPool<double>.Shared.Rent(Rank);
        Inner.WeightedMean(shares, buffer.AsSpan(0, Rank));
        Place(buffer.AsSpan(0, Rank), mean);
        ArrayPool<double>.Shared.Return(buffer);
    }

    public override void Variances(int z, Span<double> variances)
    {
        // ε(1 − ‖q_j‖²) + q_jᵀΣq_j of each feature's column q_j of Q.
        var buffer = ArrayPool<double>.Shared.Rent(2 * Rank);
        Span<double> column = buffer.AsSpan(0, Rank), product = buffer.AsSpan(Rank, Rank);
        for (var j = 0; j < Dimension; j++)
        {
            Column(j, column);
            Times(z, column, product);
            var variance = (Floor * Math.Max(0, 1 - TensorPrimitives.SumOfSquares<double>(column))) + TensorPrimitives.Dot<double>(column, product);
            variances[j] = variance * Scales[j] * Scales[j];
        }
        ArrayPool<double>.Shared.Return(buffer);
    }

    public override double[] CovarianceOf(int z)
    {
        var covariance = new double[checked(Dimension * Dimension)];
        double[] column = new double[Rank], product = new double[Rank], other = new double[Rank];
        for (var i = 0; i < Dimension; i++)
        {
            Column(i, column);
            Times(z, column, product);
            for (var j = 0; j <= i; j++)
            {
                Column(j, other);
                var value = TensorPrimitives.Dot<double>(product, other) - (Floor * TensorPrimitives.Dot<double>(column, other)) + (i == j ? Floor : 0);
                covariance[(i * Dimension) + j] = covariance[(j * Dimension) + i] = value * Scales[i] * Scales[j];
            }
        }
        return covariance;
    }

    public override void Energies(ReadOnlySpan<float> rows, Span<double> energies)
    {
        var count = rows.Length / Dimension;
        var buffer = ArrayPool<double>.Shared.Rent(Dimension + (3 * Rank));
        Span<double> u = buffer.AsSpan(0, Dimension), point = buffer.AsSpan(Dimension, Rank), scratch = buffer.AsSpan(Dimension + Rank, 2 * Rank);
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * Dimension, Dimension);
            for (var j = 0; j < Dimension; j++)
                u[j] = (row[j] - Centre[j]) / Scales[j];
            var rest = _rest + (0.5 * Project(u, point) / Floor);
            for (var z = 0; z < Count; z++)
            {
                var energy = double.IsPositiveInfinity(Inner.Constant(z))
                    ? double.PositiveInfinity
                    : Inner.Constant(z) + (0.5 * Whiten(z, point, scratch[..Rank], scratch[Rank..])) + rest;
                energies[(i * Count) + z] = double.IsNaN(energy) ? double.PositiveInfinity : energy;
            }
        }
        ArrayPool<double>.Shared.Return(buffer);
    }

    public override void AddGradient(int z, double share, ReadOnlySpan<float> row, Span<double> sum, Span<double> scratch)
    {
        var buffer = ArrayPool<double>.Shared.Rent(3 * Rank);
        var u = scratch[..Dimension];
        for (var j = 0; j < Dimension; j++)
            u[j] = (row[j] - Centre[j]) / Scales[j];
        Multiply(z, u, scratch.Slice(Dimension, Dimension), buffer, isAboutMean: false);
        for (var j = 0; j < Dimension; j++)
            sum[j] += share * scratch[Dimension + j] / Scales[j];
        ArrayPool<double>.Shared.Return(buffer);
    }

    public override void AddGradient(int z, double share, ReadOnlySpan<double> difference, Span<double> sum, Span<double> scratch)
    {
        var buffer = ArrayPool<double>.Shared.Rent(3 * Rank);
        var u = scratch[..Dimension];
        TensorPrimitives.Divide(difference, Scales, u);
        Multiply(z, u, scratch.Slice(Dimension, Dimension), buffer, isAboutMean: true);
        for (var j = 0; j < Dimension; j++)
            sum[j] += share * scratch[Dimension + j] / Scales[j];
        ArrayPool<double>.Shared.Return(buffer);
    }

    public override double Condition(
        int z, ReadOnlySpan<float> row, ReadOnlySpan<int> places, Span<double> pull, Span<double> precision, Span<double> scratch)
    {
        var free = places.Length;
        var buffer = ArrayPool<double>.Shared.Rent((3 + (2 * free)) * Rank);
        Span<double> u = scratch[..Dimension], product = scratch.Slice(Dimension, Dimension);
        Mean(z, u);
        for (var j = 0; j < Dimension; j++)
            u[j] = float.IsNaN(row[j]) ? 0 : (row[j] - u[j]) / Scales[j];
        var square = Multiply(z, u, product, buffer, isAboutMean: true);

        // Of the block: (q_iᵀPq_j + (δ_ij − q_iᵀq_j)/ε)/(s_i s_j), with A q of each.
        Span<double> columns = buffer.AsSpan(3 * Rank, free * Rank), whitened = buffer.AsSpan((3 + free) * Rank, free * Rank);
        for (var i = 0; i < free; i++)
        {
            var place = places[i];
            pull[i] = -product[place] / Scales[place];
            Span<double> column = columns.Slice(i * Rank, Rank), white = whitened.Slice(i * Rank, Rank);
            Column(place, column);
            Inner.Whiten(z, column, white);
            for (var j = 0; j <= i; j++)
            {
                var beside = (i == j ? 1 : 0) - TensorPrimitives.Dot<double>(column, columns.Slice(j * Rank, Rank));
                var value = TensorPrimitives.Dot<double>(white, whitened.Slice(j * Rank, Rank)) + (beside / Floor);
                precision[(i * free) + j] = precision[(j * free) + i] = value / (Scales[place] * Scales[places[j]]);
            }
        }
        ArrayPool<double>.Shared.Return(buffer);
        return square;
    }

    public override void Colour(int z, Span<double> u)
    {
        var buffer = ArrayPool<double>.Shared.Rent(Rank);
        var point = buffer.AsSpan(0, Rank);
        // What of the normals lies in the span becomes the component's, what lies beside it keeps the floor's standard deviation.
        Project(u, point);
        TensorPrimitives.Multiply(u, Math.Sqrt(Floor), u);
        Inner.Colour(z, point);
        for (var k = 0; k < Rank; k++)
            TensorPrimitives.MultiplyAdd(Direction(k), point[k], u, u);
        TensorPrimitives.Multiply(u, Scales, u);
        ArrayPool<double>.Shared.Return(buffer);
    }

    private ReadOnlySpan<double> Direction(int k) => Directions.AsSpan(k * Dimension, Dimension);

    private void Column(int j, Span<double> column)
    {
        for (var k = 0; k < Rank; k++)
            column[k] = Directions[(k * Dimension) + j];
    }

    private double[] AllMeans()
    {
        var means = new double[checked(Count * Dimension)];
        for (var z = 0; z < Count; z++)
            Mean(z, means.AsSpan(z * Dimension, Dimension));
        return means;
    }

    /// <summary>Writes Qu, leaves u − QᵀQu of u, and gives the squared length of that.</summary>
    private double Project(Span<double> u, Span<double> point)
    {
        for (var k = 0; k < Rank; k++)
            point[k] = TensorPrimitives.Dot(Direction(k), (ReadOnlySpan<double>)u);
        for (var k = 0; k < Rank; k++)
            TensorPrimitives.MultiplyAdd(Direction(k), -point[k], u, u);
        return TensorPrimitives.SumOfSquares<double>(u);
    }

    /// <summary>‖A(point − μ_z)‖².</summary>
    private double Whiten(int z, ReadOnlySpan<double> point, Span<double> difference, Span<double> whitened)
    {
        TensorPrimitives.Subtract(point, Inner.Mean(z), difference);
        Inner.Whiten(z, difference, whitened);
        return TensorPrimitives.SumOfSquares<double>(whitened);
    }

    /// <summary>Σ⁻¹ of a component, in the units of u, times u, or times u less its mean; gives the square with it. u is used up.</summary>
    private double Multiply(int z, Span<double> u, Span<double> product, double[] buffer, bool isAboutMean)
    {
        Span<double> point = buffer.AsSpan(0, Rank), difference = buffer.AsSpan(Rank, Rank), whitened = buffer.AsSpan(2 * Rank, Rank);
        var square = Project(u, point) / Floor;
        if (isAboutMean)
            point.CopyTo(difference);
        else
            TensorPrimitives.Subtract(point, Inner.Mean(z), difference);
        Inner.Whiten(z, difference, whitened);
        square += TensorPrimitives.SumOfSquares<double>(whitened);
        TensorPrimitives.Divide(u, Floor, product);
        for (var k = 0; k < Rank; k++)
            TensorPrimitives.MultiplyAdd(Direction(k), Inner.Unwhiten(z, k, whitened), product, product);
        return square;
    }

    /// <summary>Σ of the inner component times a vector.</summary>
    private void Times(int z, ReadOnlySpan<double> vector, Span<double> product)
    {
        for (var k = 0; k < Rank; k++)
            product[k] = TensorPrimitives.Dot(Inner.Covariances.AsSpan((z * Inner.CovarianceSize) + (k * Rank), Rank), vector);
    }

    private void Place(ReadOnlySpan<double> point, Span<double> row)
    {
        row.Clear();
        for (var k = 0; k < Rank; k++)
            TensorPrimitives.MultiplyAdd(Direction(k), point[k], row, row);
        TensorPrimitives.MultiplyAdd(row, Scales, Centre, row);
    }
}
