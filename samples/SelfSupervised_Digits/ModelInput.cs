using Microsoft.ML;
using Microsoft.ML.Data;
using Samples.Shared;

namespace SelfSupervised_Digits;

/// <summary>A digit: 8×8 pixels from 0 (paper) to 1 (ink), and which one was written.</summary>
public sealed class ModelInput
{
    public const int Side = 8;
    private const float Ink = 16;

    [LoadColumn(0, (Side * Side) - 1)]
    [VectorType(Side * Side)]
    public float[] Pixels { get; set; } = [];

    [LoadColumn(Side * Side)]
    public float Digit { get; set; }

    /// <summary>The rows of digits.csv, whose pixels are 0..16, scaled.</summary>
    internal static ModelInput[] Read(MLContext ml, string file)
    {
        var path = SampleData.Find(file, (Side * Side) + 1, (Side * Side) + 1);
        var table = ml.Data.LoadFromTextFile<ModelInput>(path, separatorChar: ',', hasHeader: true);
        return [.. ml.Data.CreateEnumerable<ModelInput>(table, reuseRowObject: false)
            .Select(d => new ModelInput { Pixels = Array.ConvertAll(d.Pixels, p => p / Ink), Digit = d.Digit })];
    }
}
