using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased;

/// <summary>One row of a view of samples.</summary>
internal sealed class SampledRow
{
    public float[] Values { get; set; } = [];

    /// <summary>A view with the first samples of a set in one column.</summary>
    internal static IDataView ViewOf(MLContext ml, SampleSet samples, int rows, string columnName)
    {
        var definition = SchemaDefinition.Create(typeof(SampledRow));
        var column = definition[nameof(Values)];
        column.ColumnName = columnName;
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, samples.Dimension);
        var list = new SampledRow[rows];
        for (var row = 0; row < rows; row++)
            list[row] = new SampledRow { Values = samples.Values.Slice(row * samples.Dimension, samples.Dimension).ToArray() };
        return ml.Data.LoadFromEnumerable(list, definition);
    }
}
