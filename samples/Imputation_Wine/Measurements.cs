using Microsoft.ML;
using Microsoft.ML.Data;
using Samples.Shared;

namespace Imputation_Wine;

/// <summary>One data set, scaled so that its values can be compared: rows to learn from, and rows that will lose values.</summary>
/// <param name="Training">Complete rows.</param>
/// <param name="HeldOut">Complete rows that no model sees.</param>
/// <param name="Unit">What an error of 1 is.</param>
/// <param name="Side">Pixels on each side of an image, or 0 where rows are none.</param>
internal sealed record Measurements(float[][] Training, float[][] HeldOut, string Unit, int Side)
{
    private const int WineFeatures = 13;
    private const int Pixels = 64;
    private const int DigitsToLearnFrom = 1400;

    /// <summary>13 chemical measurements of 178 wines, each in standard deviations; every third wine is held out.</summary>
    public static Measurements Wine(MLContext ml, string file)
    {
        var rows = Read<WineRow>(ml, SampleData.Find(file, WineFeatures + 1), row => row.Values);
        var training = rows.Where((_, i) => i % 3 != 0).ToArray();
        var scaling = ml.Transforms.NormalizeMeanVariance(nameof(ModelInput.Features), fixZero: false).Fit(ModelInput.Load(ml, training));
        return new Measurements(Scale(training), Scale(rows.Where((_, i) => i % 3 == 0)), "standard deviations", 0);

        float[][] Scale(IEnumerable<float[]> some) =>
            [.. scaling.Transform(ModelInput.Load(ml, [.. some])).GetColumn<float[]>(nameof(ModelInput.Features))];
    }

    /// <summary>1797 digits of 8 × 8 pixels from 0 (paper) to 1 (ink), of which the first 1400 are learnt from.</summary>
    public static Measurements Digits(MLContext ml, string file)
    {
        var rows = Read<DigitRow>(ml, SampleData.Find(file, Pixels + 1, Pixels + 1), row => Array.ConvertAll(row.Values, p => p / 16));
        return new Measurements(rows[..DigitsToLearnFrom], rows[DigitsToLearnFrom..], "the range from paper to ink", 8);
    }

    /// <summary>The held-out rows with a share of their values missing, in every row at least one observed.</summary>
    public float[][] Damage(double share, int seed)
    {
        var random = new Random(seed);
        return [.. HeldOut.Select(row =>
        {
            var damaged = Array.ConvertAll(row, value => random.NextDouble() < share ? float.NaN : value);
            var kept = random.Next(row.Length);
            if (damaged.All(float.IsNaN))
                damaged[kept] = row[kept];
            return damaged;
        })];
    }

    private static float[][] Read<TRow>(MLContext ml, string path, Func<TRow, float[]> values)
        where TRow : class, new()
    {
        var table = ml.Data.LoadFromTextFile<TRow>(path, separatorChar: ',', hasHeader: true);
        return [.. ml.Data.CreateEnumerable<TRow>(table, reuseRowObject: false).Select(values)];
    }

    private sealed class WineRow
    {
        [LoadColumn(0, WineFeatures - 1)]
        [VectorType(WineFeatures)]
        public float[] Values { get; set; } = [];
    }

    private sealed class DigitRow
    {
        [LoadColumn(0, Pixels - 1)]
        [VectorType(Pixels)]
        public float[] Values { get; set; } = [];
    }
}
