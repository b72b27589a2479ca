using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Learns a key for each value of a column; 0 stands for what is missing or was not seen.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;
    private readonly KeyOptions _options;
    private readonly IDataView? _keyData;

    internal ValueToKeyMappingEstimator(InputOutputColumnPair[] columns, KeyOptions options, IDataView? keyData)
    {
        if (options.MaximumNumberOfKeys <= 0)
            throw new ArgumentOutOfRangeException("maximumNumberOfKeys", "Must be positive");
        if (!Enum.IsDefined(options.Ordinality))
            throw new ArgumentOutOfRangeException("keyOrdinality", options.Ordinality, "Unknown order of keys");
        if (keyData is not null && keyData.Schema.Count(c => !c.IsHidden) != 1)
            throw new ArgumentException("The view of keys must have one column.", nameof(keyData));

        _columns = ColumnPairs.Copy(columns);
        _options = options;
        _keyData = keyData;
    }

    /// <summary>The order of the keys.</summary>
    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var columns = _columns.Select(pair => FindInput(input.Schema, pair)).ToArray();
        var maps = columns.Select(c => KeyMap.Create(ItemTypes.Of(c.Type), _options.ValuesAsText)).ToArray();
        if (_keyData is null)
            Collect(input, columns, maps);
        else
            Collect(_keyData, [.. columns.Select(KeyColumnFor)], maps);

        for (var i = 0; i < maps.Length; i++)
        {
            if (_options.Ordinality == KeyOrdinality.ByValue)
                maps[i].Sort();
        }

        return new ValueToKeyMappingTransformer(_columns, maps);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ColumnPairs.Map(inputSchema, _columns, (name, input) =>
    {
        if (input.IsKey || !KeyMap.CanMap(input.ItemType))
            throw SchemaErrors.Mismatch(nameof(inputSchema), "input", input.Name, KeyMap.Expected, input.GetTypeString());

        var valueType = _options.ValuesAsText ? TextDataViewType.Instance : input.ItemType;
        var values = new SchemaShape.Column(AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, valueType, false);
        return new(name, input.Kind, NumberDataViewType.UInt32, true, new SchemaShape([.. ColumnPairs.Keep(input, AnnotationKinds.SlotNames), values]));
    });

    private static DataViewSchema.Column FindInput(DataViewSchema inputSchema, InputOutputColumnPair pair)
    {
        var column = ColumnPairs.Find(inputSchema, pair);
        return KeyMap.CanMap(ItemTypes.Of(column.Type))
            ? column
            : throw SchemaErrors.Mismatch(nameof(inputSchema), "input", column.Name, KeyMap.Expected, column.Type.ToString()!);
    }

    private void Collect(IDataView data, DataViewSchema.Column[] columns, KeyMap[] maps)
    {
        using var cursor = data.GetRowCursor(columns.DistinctBy(c => c.Index));
        var collectors = maps.Select((map, i) => map.CreateCollector(cursor, columns[i], _options.MaximumNumberOfKeys)).ToArray();
        while (cursor.MoveNext())
        {
            foreach (var collect in collectors)
                collect();
        }
    }

    private DataViewSchema.Column KeyColumnFor(DataViewSchema.Column input)
    {
        var keys = _keyData!.Schema.Single(c => !c.IsHidden);
        return ItemTypes.Of(keys.Type).Equals(ItemTypes.Of(input.Type))
            ? keys
            : throw new ArgumentException($"The view of keys has values of type {keys.Type}, and column '{input.Name}' has {input.Type}.", "keyData");
    }
}
