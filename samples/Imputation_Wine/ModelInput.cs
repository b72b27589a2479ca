using Microsoft.ML;
using Microsoft.ML.Data;

namespace Imputation_Wine;

/// <summary>A row for the model: numbers of which NaN stands for a value that is missing.</summary>
public sealed class ModelInput
{
    public float[] Features { get; set; } = [];

    /// <summary>Rows as an ML.NET view. Their size is known at run time only, so the schema is told here.</summary>
    internal static IDataView Load(MLContext ml, IReadOnlyList<float[]> rows)
    {
        var definition = SchemaDefinition.Create(typeof(ModelInput));
        definition[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        return ml.Data.LoadFromEnumerable(rows.Select(row => new ModelInput { Features = row }), definition);
    }
}
