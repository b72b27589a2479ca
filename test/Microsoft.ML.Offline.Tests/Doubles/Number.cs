namespace Microsoft.ML.Offline.Tests.Doubles;

/// <summary>A row of one number.</summary>
internal sealed class Number
{
    public float X { get; set; }

    public static IDataView View(MLContext ml, params float[] values) =>
        ml.Data.LoadFromEnumerable(values.Select(v => new Number { X = v }).ToArray());
}
