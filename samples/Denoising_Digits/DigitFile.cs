using Microsoft.ML;
using Microsoft.ML.Data;
using Samples.Shared;

namespace Denoising_Digits;

/// <summary>The scanned digits of digits.csv, 8×8 pixels.</summary>
internal static class DigitFile
{
    public const int Side = 8;
    private const float Ink = 16;

    /// <summary>All digits, scaled from 0..16 to −1..1.</summary>
    public static float[][] Read(MLContext ml, string file)
    {
        var path = SampleData.Find(file, (Side * Side) + 1, (Side * Side) + 1);
        var table = ml.Data.LoadFromTextFile<Row>(path, separatorChar: ',', hasHeader: true);
        return [.. ml.Data.CreateEnumerable<Row>(table, reuseRowObject: false).Select(r => Array.ConvertAll(r.Pixels, p => (2 * p / Ink) - 1))];
    }

    private sealed class Row
    {
        [LoadColumn(0, (Side * Side) - 1)]
        [VectorType(Side * Side)]
        public float[] Pixels { get; set; } = [];
    }
}
