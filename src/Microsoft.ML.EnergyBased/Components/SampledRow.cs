using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Components;

/// <summary>One row of a view of samples.</summary>
internal sealed class SampledRow
{
    public float[] Values { get; set; } = [];

    /// <summary>A view with the first samples of a set in one column.</summary>
    internal static IDataView ViewOf(MLContext ml, SampleSet samples, int rows, string columnName)
        => ViewOf(ml, samples.Values[..(rows * samples.Dimension)], samples.Dimension, columnName);

    /// <summary>A view with rows of <paramref name="dimension"/> values in one column.</summary>
    internal static IDataView ViewOf(MLContext ml, ReadOnlySpan<float> values, int dimension, string columnName)
    {
        var definition = SchemaDefinition.Create(typeof(SampledRow));
        var column = definition[nameof(Values)];
        column.ColumnName = columnName;
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, dimension);
        var list = new SampledRow[values.Length / dimension];
        for (var row = 0; row < list.Length; row++)
            list[row] = new SampledRow { Values = values.Slice(row * dimension, dimension).ToArray() };
        return ml.Data.LoadFromEnumerable(list, definition);
    }
}
