using Microsoft.ML;
using Microsoft.ML.Data;
using Samples.Shared;

namespace Generate_Digits;

/// <summary>A digit for the model: 8×8 bits, 1 where there is ink.</summary>
public sealed class ModelInput
{
    public const int Side = 8;
    public const int Pixels = Side * Side;
    private const float HalfDark = 8;

    [VectorType(Pixels)]
    public float[] Features { get; set; } = [];

    /// <summary>All digits of the file: ink is where a scan, whose pixels are 0..16, is at least half dark.</summary>
    internal static ModelInput[] Read(MLContext ml, string file)
    {
        var path = SampleData.Find(file, Pixels + 1, Pixels + 1);
        var table = ml.Data.LoadFromTextFile<Row>(path, separatorChar: ',', hasHeader: true);
        return [.. ml.Data.CreateEnumerable<Row>(table, reuseRowObject: false)
            .Select(r => new ModelInput { Features = Array.ConvertAll(r.Values, v => v >= HalfDark ? 1f : 0f) })];
    }

    private sealed class Row
    {
        [LoadColumn(0, Pixels - 1)]
        [VectorType(Pixels)]
        public float[] Values { get; set; } = [];
    }
}
