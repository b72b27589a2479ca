using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Learns the scale of columns of Single or Double, each slot of a vector by itself.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;
    private readonly NormalizingOptions _options;

    internal NormalizingEstimator(InputOutputColumnPair[] columns, NormalizingOptions options)
    {
        if (options.MaximumExampleCount <= 1)
            throw new ArgumentOutOfRangeException("maximumExampleCount", "Must be greater than 1");

        _columns = ColumnPairs.Copy(columns);
        _options = options;
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var columns = _columns.Select(pair => FindInput(input.Schema, pair)).ToArray();
        var statistics = columns.Select(c => Enumerable.Range(0, NumberColumn.SlotCount(c.Type)).Select(_ => new SlotStatistics()).ToArray()).ToArray();

        using (var cursor = input.GetRowCursor(columns.DistinctBy(c => c.Index)))
        {
            var readers = columns.Select(c => SlotReader.Create(cursor, c)).ToArray();
            for (var row = 0L; row < _options.MaximumExampleCount && cursor.MoveNext(); row++)
            {
                for (var i = 0; i < readers.Length; i++)
                {
                    var slots = readers[i]();
                    for (var slot = 0; slot < slots.Count; slot++)
                        statistics[i][slot].Add(slots[slot]);
                }
            }
        }

        var maps = columns.Select((c, i) => AffineMap.Create(c.Type, statistics[i].Select(s => s.AffineMap(_options.Mode, _options.FixZero))));
        return new NormalizingTransformer(_columns, [.. maps]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ColumnPairs.Map(inputSchema, _columns, (name, input) =>
    {
        if (!NumberColumn.IsNumber(input) || input.Kind == SchemaShape.Column.VectorKind.VariableVector)
            throw SchemaErrors.Mismatch(nameof(inputSchema), "input", input.Name, NumberColumn.Expected, input.GetTypeString());

        var normalized = new SchemaShape.Column(
            AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);
        return new(name, input.Kind, input.ItemType, false, new SchemaShape([.. ColumnPairs.Keep(input, AnnotationKinds.SlotNames), normalized]));
    });

    private static DataViewSchema.Column FindInput(DataViewSchema inputSchema, InputOutputColumnPair pair)
    {
        var column = ColumnPairs.Find(inputSchema, pair);
        if (!NumberColumn.IsNumber(column.Type) || !NumberColumn.IsKnownSize(column.Type))
            throw SchemaErrors.Mismatch(nameof(inputSchema), "input", column.Name, NumberColumn.Expected, column.Type.ToString()!);

        return column;
    }
}
