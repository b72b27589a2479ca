using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>q(y) = Π N(y_i; μ_i, σ_i²).</summary>
internal sealed class GaussianProposal : Proposal
{
    private readonly float[] _means;
    private readonly float[] _standardDeviations;

    public GaussianProposal(float[] means, float[] standardDeviations)
    {
        CheckFinite(means, nameof(means));
        CheckFinite(standardDeviations, nameof(standardDeviations));
        foreach (var deviation in standardDeviations)
        {
            if (!(deviation > 0))
                throw new ArgumentOutOfRangeException(nameof(standardDeviations), deviation, "A standard deviation must be above 0.");
        }
        Dimension = CommonLength(means.Length, standardDeviations.Length, nameof(standardDeviations));
        _means = means;
        _standardDeviations = standardDeviations;
    }

    public override int Dimension { get; }

    public override string ToString() => FormattableString.Invariant($"Gaussian(d = {Dimension})");

    internal override void Draw(RandomStream stream, long start, int dimension, Span<float> rows)
    {
        stream.FillNormal(rows, start);
        for (var row = 0; row < rows.Length; row += dimension)
        {
            for (var i = 0; i < dimension; i++)
                rows[row + i] = (rows[row + i] * StandardDeviation(i)) + Mean(i);
        }
    }

    internal override void LogDensity(ReadOnlySpan<float> rows, int dimension, Span<double> logDensities)
    {
        var constant = 0.5 * dimension * Math.Log(2 * Math.PI);
        for (var i = 0; i < dimension; i++)
            constant += Math.Log(StandardDeviation(i));
        for (var row = 0; row < logDensities.Length; row++)
        {
            double sum = 0;
            for (var i = 0; i < dimension; i++)
            {
                var z = ((double)rows[(row * dimension) + i] - Mean(i)) / StandardDeviation(i);
                sum += z * z;
            }
            logDensities[row] = (-sum / 2) - constant;
        }
    }

    internal override void AddGradient(ReadOnlySpan<float> rows, int dimension, float scale, Span<float> gradients)
    {
        for (var row = 0; row < rows.Length; row += dimension)
        {
            for (var i = 0; i < dimension; i++)
                gradients[row + i] += scale * (rows[row + i] - Mean(i)) / (StandardDeviation(i) * StandardDeviation(i));
        }
    }

    private float Mean(int i) => _means[_means.Length == 1 ? 0 : i];

    private float StandardDeviation(int i) => _standardDeviations[_standardDeviations.Length == 1 ? 0 : i];
}
