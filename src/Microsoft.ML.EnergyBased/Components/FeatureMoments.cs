using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Components;

/// <summary>Mean and standard deviation of each feature: where chains and searches begin.</summary>
internal sealed class FeatureMoments
{
    // A constant feature gets a standard deviation of its own, so that its density is finite: this share of the greatest one.
    private const double ConstantShare = 1e-3;

    private FeatureMoments(float[] means, float[] standardDeviations)
    {
        Means = means;
        StandardDeviations = standardDeviations;
    }

    internal float[] Means { get; }

    /// <summary>All above 0.</summary>
    internal float[] StandardDeviations { get; }

    internal Proposal Proposal => Proposal.Gaussian(Means, StandardDeviations);

    internal static FeatureMoments Of(ReadOnlySpan<float> rows, int dimension)
    {
        var (means, variances) = ColumnMoments.Of(rows, dimension);
        return Of(means, variances);
    }

    /// <summary>Means of 0 and standard deviations of 1.</summary>
    internal static FeatureMoments Standard(int dimension)
    {
        var standardDeviations = new float[dimension];
        standardDeviations.AsSpan().Fill(1);
        return new FeatureMoments(new float[dimension], standardDeviations);
    }

    /// <summary>Moments that were gathered elsewhere.</summary>
    internal static FeatureMoments Of(double[] means, double[] variances)
    {
        var constant = ConstantShare * ColumnScales.OfConstant(means, variances);
        var standardDeviations = new float[means.Length];
        for (var i = 0; i < standardDeviations.Length; i++)
        {
            var standardDeviation = ColumnScales.Varies(means[i], variances[i]) ? Math.Sqrt(variances[i]) : constant;
            standardDeviations[i] = (float)Math.Clamp(standardDeviation, float.Epsilon, float.MaxValue);
        }

        return new FeatureMoments(Array.ConvertAll(means, mean => (float)mean), standardDeviations);
    }

    internal static FeatureMoments Load(PayloadReader reader, int dimension)
    {
        var means = reader.ReadSingles("means", dimension);
        var standardDeviations = reader.ReadSingles("standard deviations", dimension);
        foreach (var standardDeviation in standardDeviations)
        {
            if (!(standardDeviation > 0))
                throw reader.Bad("standard deviation", standardDeviation);
        }

        return new FeatureMoments(means, standardDeviations);
    }

    internal void Save(PayloadWriter writer)
    {
        writer.Write(Means);
        writer.Write(StandardDeviations);
    }

    /// <summary>Points with these moments, independent in each feature: normal, or bits that are 1 as often as in training.</summary>
    internal float[] Draw(int count, bool bits, long seed)
    {
        var points = new float[checked(count * Means.Length)];
        var random = new RandomStream((ulong)seed, RandomPurpose.SampleStart);
        if (!bits)
            random.FillNormal(points);
        for (var i = 0; i < points.Length; i++)
        {
            var feature = i % Means.Length;
            points[i] = bits
                ? random.Uniform(i) < Means[feature] ? 1 : 0
                : Means[feature] + (StandardDeviations[feature] * points[i]);
        }

        return points;
    }
}
