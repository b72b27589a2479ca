using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>Made training data, the same in every process.</summary>
internal static class Rows
{
    private const int Count = 60;
    private const int Width = 4;

    // A fresh one each time: a context remembers what it has made.
    private static MLContext Ml => new(1);

    /// <summary>Features around three centres, a context of two values, and a label.</summary>
    internal static IDataView Blobs() => View(Numbers(row => (4 * ((row % 3) - 1), 0.5f)));

    /// <summary>Fewer rows than features.</summary>
    internal static IDataView Few() => View(Numbers(row => (4 * ((row % 3) - 1), 0.5f))[..(Width - 1)]);

    /// <summary>Features that are 0 or 1.</summary>
    internal static IDataView Bits()
    {
        var rows = Numbers(row => (row % 3 == 1 ? 0.4f : -0.4f, 1));
        foreach (var row in rows)
            row.Features = Array.ConvertAll(row.Features, value => value > 0 ? 1f : 0f);
        return View(rows);
    }

    internal static IDataView Energies() => View(Numbers(row => (row / 10f, 0.1f)));

    internal static IDataView Labelled(bool named)
    {
        var rows = View(Numbers(row => (4 * ((row % 3) - 1), 0.5f)));
        return named
            ? Ml.Transforms.Conversion.MapValueToKey("Label", "Name").Fit(rows).Transform(rows)
            : Ml.Transforms.Conversion.MapValueToKey("Label", "Class").Fit(rows).Transform(rows);
    }

    private static IDataView View(Row[] rows) => Ml.Data.LoadFromEnumerable(rows);

    private static Row[] Numbers(Func<int, (float Centre, float Spread)> shape)
    {
        var random = new Random(12345);
        return [.. Enumerable.Range(0, Count).Select(row =>
        {
            var (centre, spread) = shape(row);
            var features = Enumerable.Range(0, Width).Select(_ => centre + (spread * ((2 * random.NextSingle()) - 1))).ToArray();
            return new Row
            {
                Features = features,
                Context = [features[0] / 4, random.NextSingle()],
                Energy = Math.Abs(features[0]),
                Name = $"class {row % 3}",
                Class = row % 3,
            };
        })];
    }

    private sealed class Row
    {
        [VectorType(Width)]
        public float[] Features { get; set; } = [];

        [VectorType(2)]
        public float[] Context { get; set; } = [];

        public float Energy { get; set; }

        public string Name { get; set; } = "";

        public float Class { get; set; }
    }
}
