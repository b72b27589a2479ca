using Microsoft.ML;
using Microsoft.ML.Data;
using Samples.Shared;

namespace Dictionary_Digits;

/// <summary>A digit: 8×8 pixels from 0 (paper) to 1 (ink).</summary>
public sealed class ModelInput
{
    public const int Side = 8;
    public const int Pixels = Side * Side;
    private const float MostInk = 16;

    [VectorType(Pixels)]
    public float[] Features { get; set; } = [];

    /// <summary>All digits of the file, scaled from 0..16 to 0..1.</summary>
    internal static ModelInput[] Read(MLContext ml, string file)
    {
        var path = SampleData.Find(file, Pixels + 1, Pixels + 1);
        var table = ml.Data.LoadFromTextFile<Row>(path, separatorChar: ',', hasHeader: true);
        return [.. ml.Data.CreateEnumerable<Row>(table, reuseRowObject: false).Select(r => new ModelInput { Features = Array.ConvertAll(r.Values, v => v / MostInk) })];
    }

    private sealed class Row
    {
        [LoadColumn(0, Pixels - 1)]
        [VectorType(Pixels)]
        public float[] Values { get; set; } = [];
    }
}
