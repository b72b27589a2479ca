using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests;

/// <summary>The real data sets under samples/data, as views.</summary>
internal static class TestData
{
    internal static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "data", file);

    /// <summary>A data set with its numbers in Features and its last column in Label (text).</summary>
    internal static IDataView Load(MLContext ml, string file, int features) => ml.Data.LoadFromTextFile(PathOf(file), new TextLoader.Options
    {
        HasHeader = true,
        Separators = [','],
        Columns =
        [
            new TextLoader.Column("Features", DataKind.Single, 0, features - 1),
            new TextLoader.Column("Label", DataKind.String, features),
        ],
    });

    internal static IDataView Iris(MLContext ml) => Load(ml, "iris.csv", 4);

    internal static IDataView Wine(MLContext ml) => Load(ml, "wine.csv", 13);

    internal static IDataView BreastCancer(MLContext ml) => Load(ml, "breast-cancer.csv", 30);

    internal static IDataView Digits(MLContext ml) => Load(ml, "digits.csv", 64);

    /// <summary>Each column standardised with mean and population deviation.</summary>
    internal static IDataView Standardised(MLContext ml, IDataView data)
        => ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Fit(data).Transform(data);

    internal static IDataView Rows(MLContext ml, params float[][] rows)
        => ml.Data.LoadFromEnumerable(rows.Select(r => new Row { Features = r }), RowSchema(rows[0].Length));

    internal static SchemaDefinition RowSchema(int size)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        return definition;
    }

    internal static float[] Floats(IDataView view, string column) => [.. view.GetColumn<float>(column)];

    internal sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
