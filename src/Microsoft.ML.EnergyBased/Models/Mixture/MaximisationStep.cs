using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// The step that gives each component the weight, mean and covariance of its rows. Each component, and each strip of a
/// full covariance, is summed by one thread in the order of the rows, so that threads do not change a bit.
/// </summary>
internal sealed class MaximisationStep
{
    private readonly ReadOnlyMemory<float> _rows;
    private readonly int _count;
    private readonly int _dimension;
    private readonly MixtureEnergyEstimator.Options _options;
    private readonly double[] _weights;
    private readonly int _k;
    private readonly bool[] _isOnFloor;

    public MaximisationStep(ReadOnlyMemory<float> rows, int count, int dimension, double[] weights, MixtureEnergyEstimator.Options options)
    {
        _rows = rows;
        _count = count;
        _dimension = dimension;
        _weights = weights;
        _options = options;
        _k = options.NumberOfComponents;
        _isOnFloor = new bool[_k];
        Responsibilities = new double[checked(_k * count)];
    }

    /// <summary>K × count values: those of a component side by side.</summary>
    public double[] Responsibilities { get; }

    /// <summary>How many of the components of the last step the floor holds up.</summary>
    public int OnFloor => _isOnFloor.AsSpan().Count(true);

    /// <summary>Components of equal weights at given means, each with the covariance of all rows.</summary>
    public MixtureComponents Spread(ReadOnlySpan<float> means)
    {
        var size = MixtureComponents.SizeOf(_options.Covariance, _dimension);
        var centre = new double[_dimension];
        var total = WeightedMoments.Mean(_rows.Span, _weights, centre, _options.CancellationToken);
        var covariance = new double[size];
        if (_options.Covariance == MixtureCovariance.Full)
        {
            Parallel(WeightedMoments.Strips(_dimension), strip => WeightedMoments.Scatter(_rows.Span, _weights, centre, strip, covariance, _options.CancellationToken));
            FinishFull(covariance, total);
        }
        else
        {
            FinishDiagonal(_weights, centre, total, covariance);
        }

        var weights = new double[_k];
        var places = new double[means.Length];
        var covariances = new double[checked(_k * size)];
        for (var z = 0; z < _k; z++)
        {
            weights[z] = 1.0 / _k;
            covariance.CopyTo(covariances, z * size);
        }
        for (var i = 0; i < places.Length; i++)
            places[i] = means[i];
        return Create(_options, weights, places, covariances);
    }

    /// <summary>The likeliest components under the responsibilities; one that has lost all rows stays where it was, without weight.</summary>
    public MixtureComponents Run(MixtureComponents before)
    {
        var totals = new double[_k];
        var means = (double[])before.Means.Clone();
        var covariances = (double[])before.Covariances.Clone();
        var size = before.CovarianceSize;
        Parallel(_k, z => totals[z] = WeightedMoments.Mean(_rows.Span, OfComponent(z), means.AsSpan(z * _dimension, _dimension), _options.CancellationToken));
        if (before.IsFull)
        {
            var strips = WeightedMoments.Strips(_dimension);
            Parallel(_k * strips, part =>
            {
                var z = part / strips;
                if (totals[z] > 0)
                    WeightedMoments.Scatter(_rows.Span, OfComponent(z), means.AsSpan(z * _dimension, _dimension), part % strips, covariances.AsSpan(z * size, size), _options.CancellationToken);
            });
        }
        Parallel(_k, z =>
        {
            _isOnFloor[z] = false;
            if (totals[z] == 0)
                return;
            var covariance = covariances.AsSpan(z * size, size);
            _isOnFloor[z] = before.IsFull
                ? FinishFull(covariance, totals[z])
                : FinishDiagonal(OfComponent(z), means.AsSpan(z * _dimension, _dimension), totals[z], covariance);
        });

        var total = TensorPrimitives.Sum<double>(totals);
        TensorPrimitives.Divide(totals, total, totals);
        return Create(_options, totals, means, covariances);
    }

    /// <summary>The components, in a message of Fit's where a covariance cannot be inverted.</summary>
    public static MixtureComponents Create(MixtureEnergyEstimator.Options options, double[] weights, double[] means, double[] covariances)
    {
        try
        {
            return new MixtureComponents(options.Covariance, weights, means, covariances, options.CancellationToken);
        }
        catch (ArgumentException e)
        {
            // Variances that differ by more than the digits of double, along directions that the floor cannot hold apart.
            throw new InvalidOperationException(
                FormattableString.Invariant($"A covariance cannot be inverted with a variance floor of {options.VarianceFloor:G4}: scale the features, or raise the floor. {e.Message}"), e);
        }
    }

    private ReadOnlySpan<double> OfComponent(int z) => Responsibilities.AsSpan(z * _count, _count);

    private bool FinishFull(Span<double> covariance, double total)
    {
        WeightedMoments.Mirror(covariance, _dimension);
        TensorPrimitives.Divide(covariance, total, covariance);
        return CovarianceFloor.Raise(covariance, _dimension, _options.VarianceFloor, _options.CancellationToken);
    }

    private bool FinishDiagonal(ReadOnlySpan<double> weights, ReadOnlySpan<double> mean, double total, Span<double> variances)
    {
        var sums = new double[_dimension];
        WeightedMoments.Squares(_rows.Span, weights, mean, sums, _options.CancellationToken);
        TensorPrimitives.Divide(sums, total, sums);
        if (variances.Length == 1 && _dimension > 1)
            variances[0] = TensorPrimitives.Sum<double>(sums) / _dimension;
        else
            sums.CopyTo(variances);
        return CovarianceFloor.RaiseVariances(variances, _options.VarianceFloor);
    }

    private void Parallel(int parts, Action<int> body)
        => RowBlocks.Run(parts, 1, _options.Threads, _options.CancellationToken, (part, _, _) => body(part));
}
