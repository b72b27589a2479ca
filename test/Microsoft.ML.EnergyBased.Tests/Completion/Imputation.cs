using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

/// <summary>
/// A protocol for imputation: digits/16, the first 1400 are learnt from, a quarter of the pixels of the others is missing at
/// random; the root of the mean squared error of the missing pixels, mean over five draws.
/// </summary>
internal static class Imputation
{
    private const int Pixels = 64;
    private const int Masks = 5;

    private static readonly float[][] Digits = [.. Rows.Load("digits.csv", Pixels, 1 / 16f).Chunk(Pixels)];

    internal static IDataView Training(MLContext ml) => TestData.Rows(ml, Digits[..1400]);

    internal static double ErrorOf(MLContext ml, CompletionEstimator completion) => ErrorOf(completion.Fit(Training(ml)), ml);

    internal static double ErrorOf(ITransformer model, MLContext ml) => Enumerable.Range(0, Masks).Average(mask =>
    {
        var random = new Random(mask);
        var damaged = Digits[1400..].Select(row => Array.ConvertAll(row, v => random.NextDouble() < 0.25 ? float.NaN : v)).ToArray();
        var completed = model.Transform(TestData.Rows(ml, damaged)).GetColumn<float[]>("Completed").ToArray();
        var errors = from row in Enumerable.Range(0, damaged.Length)
                     from j in Enumerable.Range(0, Pixels)
                     where float.IsNaN(damaged[row][j])
                     select Math.Pow(completed[row][j] - Digits[1400 + row][j], 2);
        return Math.Sqrt(errors.Average());
    });
}
