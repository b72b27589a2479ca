using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Learns what stands in for NaN in columns of Single or Double.</summary>
public sealed class MissingValueReplacingEstimator : IEstimator<MissingValueReplacingTransformer>
{
    private static readonly string[] KeptAnnotations = [AnnotationKinds.SlotNames, AnnotationKinds.IsNormalized];

    private readonly InputOutputColumnPair[] _columns;
    private readonly ReplacementMode _mode;
    private readonly bool _imputeBySlot;

    internal MissingValueReplacingEstimator(InputOutputColumnPair[] columns, ReplacementMode mode, bool imputeBySlot)
    {
        if (!Enum.IsDefined(mode))
            throw new ArgumentOutOfRangeException("replacementMode", mode, "Unknown replacement mode");

        _columns = ColumnPairs.Copy(columns);
        _mode = mode;
        _imputeBySlot = imputeBySlot;
    }

    /// <summary>What stands in for a missing value.</summary>
    public enum ReplacementMode : byte
    {
        DefaultValue = 0,
        Mean = 1,
        Minimum = 2,
        Maximum = 3,
        Mode = 5,
    }

    public MissingValueReplacingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var columns = _columns.Select(pair => FindInput(input.Schema, pair)).ToArray();
        var present = columns.Select(c => Enumerable.Range(0, GroupCount(c.Type)).Select(_ => new PresentValues(_mode)).ToArray()).ToArray();

        // The default value is known without a look at the data.
        if (_mode != ReplacementMode.DefaultValue)
            Read(input, columns, present);

        var replacements = columns.Select((c, i) => new MissingValueMap(c.Type, [.. present[i].Select(p => p.Replacement())]));
        return new MissingValueReplacingTransformer(_columns, [.. replacements]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => ColumnPairs.Map(inputSchema, _columns, (name, input) =>
        NumberColumn.IsNumber(input)
            ? new(name, input.Kind, input.ItemType, false, new SchemaShape(ColumnPairs.Keep(input, KeptAnnotations)))
            : throw SchemaErrors.Mismatch(nameof(inputSchema), "input", input.Name, NumberColumn.ExpectedAnySize, input.GetTypeString()));

    internal static bool KeepsAnnotation(string kind) => KeptAnnotations.Contains(kind);

    private static void Read(IDataView input, DataViewSchema.Column[] columns, PresentValues[][] present)
    {
        using var cursor = input.GetRowCursor(columns.DistinctBy(c => c.Index));
        var readers = columns.Select(c => SlotReader.Create(cursor, c)).ToArray();
        while (cursor.MoveNext())
        {
            for (var i = 0; i < readers.Length; i++)
            {
                var slots = readers[i]();
                for (var slot = 0; slot < slots.Count; slot++)
                    present[i][present[i].Length == 1 ? 0 : slot].Add(slots[slot]);
            }
        }
    }

    private static DataViewSchema.Column FindInput(DataViewSchema inputSchema, InputOutputColumnPair pair)
    {
        var column = ColumnPairs.Find(inputSchema, pair);
        return NumberColumn.IsNumber(column.Type)
            ? column
            : throw SchemaErrors.Mismatch(nameof(inputSchema), "input", column.Name, NumberColumn.ExpectedAnySize, column.Type.ToString()!);
    }

    // A vector of unknown size has no slots to tell apart.
    private int GroupCount(DataViewType type) =>
        _imputeBySlot && NumberColumn.IsKnownSize(type) ? NumberColumn.SlotCount(type) : 1;
}
