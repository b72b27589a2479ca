using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// The components of a Gaussian mixture, each with the factor A of its precision, Σ⁻¹ = AᵀA: E(y, z) is
/// −ln π_z + ½ d ln 2π − ln det A + ½‖A(y − μ_z)‖². All of it is in double: where features are nearly dependent, A
/// magnifies differences that Single has lost.
/// </summary>
/// <remarks>A is the inverse of the lower Cholesky factor of Σ, kept transposed: row j of the kept matrix is column j of A.</remarks>
internal sealed unsafe partial class MixtureComponents : MixtureDensity
{
    // Of many weights: what rounding leaves of a sum of 1.
    private const double SumTolerance = 1e-9;

    private readonly double[] _factors;
    private readonly double[] _constants;
    private readonly int _stride;

    /// <param name="covariance">What the covariances are.</param>
    /// <param name="weights">π: K shares, at least 0, whose sum is 1.</param>
    /// <param name="means">K × d values.</param>
    /// <param name="covariances">K × d × d values, symmetric; K × d variances; or K.</param>
    /// <param name="cancellation">Looked at while covariances are factored, which is O(d³).</param>
    /// <exception cref="ArgumentException">A length does not fit, a number is out of its range, or a covariance is not positive definite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public MixtureComponents(
        MixtureCovariance covariance, double[] weights, double[] means, double[] covariances, CancellationToken cancellation = default)
    {
        Covariance = covariance;
        Weights = weights;
        ArgumentOutOfRangeException.ThrowIfZero(Count, nameof(weights));
        Dimension = means.Length / Count;
        ArgumentOutOfRangeException.ThrowIfZero(Dimension, nameof(means));
        SpanChecks.CheckLength(means.Length, Count, Dimension);
        CovarianceSize = SizeOf(covariance, Dimension);
        SpanChecks.CheckLength(covariances.Length, Count, CovarianceSize);
        Means = means;
        Covariances = covariances;
        if (!weights.All(w => w >= 0 && double.IsFinite(w)) || !weights.Any(w => w > 0) || !means.All(double.IsFinite))
            throw new ArgumentException("A weight is negative, all are 0, or a weight or mean is not finite.", nameof(weights));
        if (!(Math.Abs(weights.Sum() - 1) <= SumTolerance))
            throw new ArgumentException($"The weights sum to {weights.Sum()}, not to 1.", nameof(weights));

        _stride = DoubleTile.Padded(Dimension);
        _factors = new double[checked(Count * (IsFull ? Dimension * _stride : Dimension))];
        _constants = new double[Count];
        for (var z = 0; z < Count; z++)
        {
            var logDeterminant = IsFull ? FactorFull(z, cancellation) : FactorDiagonal(z);
            _constants[z] = (0.5 * Dimension * Math.Log(2 * Math.PI)) - Math.Log(weights[z]) - logDeterminant;
        }
        if (!_constants.All(c => c > double.NegativeInfinity))
            throw new ArgumentException("A covariance is not positive definite.", nameof(covariances));
    }

    public override MixtureCovariance Covariance { get; }

    public override int Dimension { get; }

    public override double[] Weights { get; }

    public override double[] Means { get; }

    public double[] Covariances { get; }

    /// <summary>Values in a covariance as it is kept.</summary>
    public int CovarianceSize { get; }

    public static int SizeOf(MixtureCovariance covariance, int dimension) => covariance switch
    {
        MixtureCovariance.Full => checked(dimension * dimension),
        MixtureCovariance.Diagonal => dimension,
        _ => 1,
    };

    public ReadOnlySpan<double> Mean(int z) => Means.AsSpan(z * Dimension, Dimension);

    public override void Mean(int z, Span<double> mean) => Mean(z).CopyTo(mean);

    public override void WeightedMean(ReadOnlySpan<double> shares, Span<double> mean)
    {
        mean.Clear();
        for (var z = 0; z < Count; z++)
        {
            if (shares[z] > 0)
                TensorPrimitives.MultiplyAdd(Mean(z), shares[z], mean, mean);
        }
    }

    public override void Variances(int z, Span<double> variances)
    {
        var kept = Kept(z);
        for (var j = 0; j < Dimension; j++)
            variances[j] = kept[IsFull ? (j * Dimension) + j : CovarianceSize == 1 ? 0 : j];
    }

    public override double[] CovarianceOf(int z)
    {
        if (IsFull)
            return Kept(z).ToArray();
        var covariance = new double[checked(Dimension * Dimension)];
        for (var j = 0; j < Dimension; j++)
            covariance[(j * Dimension) + j] = Kept(z)[CovarianceSize == 1 ? 0 : j];
        return covariance;
    }

    /// <summary>Row j of the kept factor, which is column j of A: 0 before its value j.</summary>
    public ReadOnlySpan<double> FactorRow(int z, int j) => _factors.AsSpan(((z * Dimension) + j) * _stride, Dimension);

    /// <summary>The diagonal of A, where A is diagonal.</summary>
    public ReadOnlySpan<double> Factors(int z) => _factors.AsSpan(z * Dimension, Dimension);

    /// <summary>−ln π_z + ½ d ln 2π − ln det A.</summary>
    public override double Constant(int z) => _constants[z];

    public override void Energies(ReadOnlySpan<float> rows, Span<double> energies)
    {
        var count = rows.Length / Dimension;
        var padded = (count + DoubleTile.Rows - 1) / DoubleTile.Rows * DoubleTile.Rows;
        var differenceBuffer = ArrayPool<double>.Shared.Rent(padded * _stride);
        var whitenedBuffer = ArrayPool<double>.Shared.Rent(padded * _stride);
        var differences = differenceBuffer.AsSpan(0, padded * _stride);
        var whitened = whitenedBuffer.AsSpan(0, padded * _stride);
        differences.Clear();
        for (var z = 0; z < Count; z++)
        {
            if (double.IsPositiveInfinity(_constants[z]))
            {
                for (var i = 0; i < count; i++)
                    energies[(i * Count) + z] = double.PositiveInfinity;
                continue;
            }
            for (var i = 0; i < count; i++)
                Subtract(rows.Slice(i * Dimension, Dimension), Mean(z), differences.Slice(i * _stride, Dimension));
            Whiten(z, differences, padded, whitened);
            for (var i = 0; i < count; i++)
            {
                var square = TensorPrimitives.SumOfSquares<double>(whitened.Slice(i * _stride, Dimension));
                // Infinities that meet on the way make a NaN of what is only too great; whoever asks looks at what is not finite.
                energies[(i * Count) + z] = double.IsNaN(square) ? double.PositiveInfinity : _constants[z] + (0.5 * square);
            }
        }
        ArrayPool<double>.Shared.Return(differenceBuffer);
        ArrayPool<double>.Shared.Return(whitenedBuffer);
    }

    /// <summary>The distribution over z, e^{−βE} / Σ e^{−βE}; one-hot at β = ∞, where the first of equal energies wins.</summary>
    /// <param name="energies">E(y, z) for each z.</param>
    /// <param name="beta">β in (0, ∞].</param>
    /// <param name="shares">Receives K shares, 0 where they are below the least Single.</param>
    /// <returns>F_β = −(1/β) ln Σ e^{−βE}.</returns>
    public static double FreeEnergy(ReadOnlySpan<double> energies, double beta, Span<double> shares)
    {
        var winner = TensorPrimitives.IndexOfMin(energies);
        var least = energies[winner];
        shares.Clear();
        if (double.IsPositiveInfinity(beta) || !double.IsFinite(least))
        {
            shares[winner] = 1;
            return least;
        }

        var total = LogSumExp.Weights(energies, -beta, shares, out _);
        TensorPrimitives.Divide(shares, total, shares);
        return least - (Math.Log(total) / beta);
    }

    /// <summary>Writes A(y − μ_z) for one difference y − μ_z.</summary>
    public void Whiten(int z, ReadOnlySpan<double> difference, Span<double> whitened)
    {
        if (!IsFull)
        {
            TensorPrimitives.Multiply(Factors(z), difference, whitened);
            return;
        }
        whitened.Clear();
        for (var j = 0; j < Dimension; j++)
        {
            if (difference[j] != 0)
                TensorPrimitives.MultiplyAdd(FactorRow(z, j)[j..], difference[j], whitened[j..], whitened[j..]);
        }
    }

    /// <summary>Value j of Aᵀu.</summary>
    public double Unwhiten(int z, int j, ReadOnlySpan<double> u)
        => IsFull ? TensorPrimitives.Dot(FactorRow(z, j)[j..], u[j..]) : Factors(z)[j] * u[j];

    public override void AddGradient(int z, double share, ReadOnlySpan<float> row, Span<double> sum, Span<double> scratch)
    {
        var difference = scratch[..Dimension];
        Subtract(row, Mean(z), difference);
        AddGradient(z, share, difference, sum, scratch);
    }

    public override void AddGradient(int z, double share, ReadOnlySpan<double> difference, Span<double> sum, Span<double> scratch)
    {
        var whitened = scratch.Slice(Dimension, Dimension);
        Whiten(z, difference, whitened);
        for (var j = 0; j < Dimension; j++)
            sum[j] += share * Unwhiten(z, j, whitened);
    }

    public override double Condition(
        int z, ReadOnlySpan<float> row, ReadOnlySpan<int> places, Span<double> pull, Span<double> precision, Span<double> scratch)
    {
        Span<double> difference = scratch[..Dimension], whitened = scratch.Slice(Dimension, Dimension);
        for (var j = 0; j < row.Length; j++)
            difference[j] = float.IsNaN(row[j]) ? 0 : row[j] - Mean(z)[j];
        Whiten(z, difference, whitened);
        pull.Clear();
        for (var i = 0; i < places.Length; i++)
        {
            var place = places[i];
            if (!IsFull)
            {
                precision[i] = Factors(z)[place] * Factors(z)[place];
                continue;
            }
            pull[i] = -Unwhiten(z, place, whitened);
            for (var j = 0; j <= i; j++)
            {
                // Columns of A are 0 before their diagonal, and place is the greater of the two.
                precision[(i * places.Length) + j] = precision[(j * places.Length) + i] =
                    TensorPrimitives.Dot(FactorRow(z, place)[place..], FactorRow(z, places[j])[place..]);
            }
        }
        return TensorPrimitives.SumOfSquares<double>(whitened);
    }

    /// <summary>Solves A x = u in place: u of unit normals becomes a difference y − μ_z of the component.</summary>
    public override void Colour(int z, Span<double> u)
    {
        if (!IsFull)
        {
            TensorPrimitives.Divide(u, Factors(z), u);
            return;
        }
        for (var j = 0; j < Dimension; j++)
        {
            var column = FactorRow(z, j);
            u[j] /= column[j];
            TensorPrimitives.MultiplyAdd(column[(j + 1)..], -u[j], u[(j + 1)..], u[(j + 1)..]);
        }
    }

    public static void Subtract(ReadOnlySpan<float> row, ReadOnlySpan<double> mean, Span<double> difference)
    {
        for (var j = 0; j < row.Length; j++)
            difference[j] = row[j] - mean[j];
    }

    private ReadOnlySpan<double> Kept(int z) => Covariances.AsSpan(z * CovarianceSize, CovarianceSize);
}
