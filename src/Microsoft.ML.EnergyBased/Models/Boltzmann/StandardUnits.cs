using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>
/// The units that a machine of Gaussian visible units learns in: u = (v − m)/s with mean and standard deviation of each feature over
/// the training rows. The same machine has parameters in the rows' own units about the origin m, and the same free energy
/// of every row.
/// </summary>
/// <remarks>
/// With E' the energy of u, W_ij = s_i W'_ij, b_i = s_i b'_i and σ_i = s_i σ'_i give E(v − m, h) = E'(u, h). Rates and starting weights then mean the same whatever the features are measured in. Source: Hinton, "A
/// practical guide to training restricted Boltzmann machines" (2012), section 13.2; Cho, Ilin and Raiko, "Improved learning
/// of Gaussian-Bernoulli restricted Boltzmann machines" (2011), section 3.1, for learning log σ².
/// </remarks>
internal sealed class StandardUnits
{
    // Of the scale that stands for a feature that does not vary: what FeatureMoments gives it too.
    private const double ConstantShare = 1e-3;

    // Of a standard deviation: squares and their inverses are floats.
    private const double Greatest = 1e15;

    private readonly float[] _means;
    private readonly float[] _standardDeviations;
    private readonly float[] _factors;
    private readonly int[] _constant;

    /// <param name="means">The mean of each feature over the training rows.</param>
    /// <param name="variances">The variance of each.</param>
    /// <exception cref="InvalidOperationException">A feature is too large.</exception>
    public StandardUnits(double[] means, double[] variances)
    {
        var dimension = means.Length;
        var standardDeviationOfConstant = Math.Clamp(ConstantShare * ColumnScales.OfConstant(means, variances), 1 / Greatest, Greatest);
        _means = Array.ConvertAll(means, mean => (float)mean);
        _standardDeviations = new float[dimension];
        _factors = new float[dimension];
        var constant = new List<int>();
        for (var i = 0; i < dimension; i++)
        {
            var deviation = Math.Sqrt(variances[i]);
            if (!ColumnScales.Varies(means[i], variances[i]))
            {
                constant.Add(i);
                deviation = standardDeviationOfConstant;
            }
            if (!(deviation is >= 1 / Greatest and <= Greatest))
                throw new InvalidOperationException(FormattableString.Invariant($"Feature {i} has a standard deviation of {deviation:G3}, whose square or its inverse is no Single: scale the features."));
            _standardDeviations[i] = (float)deviation;
            _factors[i] = (float)(1 / deviation);
        }
        _constant = [.. constant];
    }

    /// <summary>
    /// The features that do not vary. Nothing can be learnt of them: the likelihood has no maximum, it rises without end as
    /// their σ falls. They keep a small variance, and no weights.
    /// </summary>
    public ReadOnlySpan<int> Constant => _constant;

    /// <summary>m: where the rows' own units have their origin.</summary>
    public ReadOnlySpan<float> Origin => _means;

    /// <summary>v → u, in place.</summary>
    public void Apply(Span<float> rows)
    {
        for (var start = 0; start < rows.Length; start += _means.Length)
        {
            var row = rows.Slice(start, _means.Length);
            TensorPrimitives.Subtract(row, _means, row);
            TensorPrimitives.Multiply(row, _factors, row);
        }
    }

    /// <summary>Gives the features that do not vary the value that they have in every row, u = 0: samples and rows are to compare.</summary>
    public void ClearConstant(Span<float> rows)
    {
        foreach (var i in _constant)
        {
            for (var at = i; at < rows.Length; at += _means.Length)
                rows[at] = 0;
        }
    }

    /// <summary>The parameters, in the rows' own units about <see cref="Origin"/>, of a machine that has learnt in these.</summary>
    public float[] InRowUnits(RestrictedBoltzmannShape shape, ReadOnlySpan<float> parameters)
    {
        var result = parameters.ToArray();
        var weights = shape.WeightsOf(result.AsSpan());
        var biases = shape.VisibleBiasesOf(result.AsSpan());
        var logVariances = shape.LogVariancesOf(result.AsSpan());
        for (var i = 0; i < shape.Visible; i++)
        {
            var row = weights.Slice(i * shape.Hidden, shape.Hidden);
            TensorPrimitives.Multiply(row, _standardDeviations[i], row);
            biases[i] *= _standardDeviations[i];
            logVariances[i] += 2 * MathF.Log(_standardDeviations[i]);
        }
        return result;
    }
}
