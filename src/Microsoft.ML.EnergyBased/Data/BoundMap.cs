using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>A block map bound to an input schema: where its inputs stand, and the schema with its outputs added.</summary>
internal sealed class BoundMap
{
    internal const string SlotNames = "SlotNames";

    internal BoundMap(IBlockMap map, DataViewSchema inputSchema, string parameter)
    {
        Map = map;
        InputSchema = inputSchema;
        Inputs = [.. map.Inputs.Select(i => i.Bind(inputSchema, parameter))];

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        foreach (var output in map.Outputs)
            builder.AddColumn(output.Name, output.Type, AnnotationsOf(output));
        OutputSchema = builder.ToSchema();
    }

    internal IBlockMap Map { get; }

    internal DataViewSchema InputSchema { get; }

    internal DataViewSchema OutputSchema { get; }

    internal (DataViewSchema.Column Column, int Size)[] Inputs { get; }

    /// <summary>The output at a column of <see cref="OutputSchema"/>, or -1 where the column passes through.</summary>
    internal int OutputAt(int column) => column < InputSchema.Count ? -1 : column - InputSchema.Count;

    /// <summary>The input columns that must be active for these columns of <see cref="OutputSchema"/> to be.</summary>
    internal IEnumerable<DataViewSchema.Column> DependenciesOf(bool[] active)
    {
        var needed = new bool[InputSchema.Count];
        for (var i = 0; i < active.Length; i++)
        {
            if (!active[i])
                continue;
            if (OutputAt(i) is var output and >= 0)
            {
                for (var input = 0; input < Inputs.Length; input++)
                    needed[Inputs[input].Column.Index] |= Reads(output, input);
            }
            else
            {
                needed[i] = true;
            }
        }

        return InputSchema.Where(c => needed[c.Index]);
    }

    /// <summary>Whether an output is computed from an input.</summary>
    internal bool Reads(int output, int input) => Map.Outputs[output].Reads is not { } reads || reads.Contains(input);

    /// <summary>Which columns of <see cref="OutputSchema"/> are in <paramref name="columns"/>.</summary>
    internal bool[] ActiveOf(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[OutputSchema.Count];
        foreach (var column in columns)
            active[Index(column)] = true;
        return active;
    }

    /// <summary>The column's index, after a check that it is one of this schema's.</summary>
    internal int Index(DataViewSchema.Column column)
    {
        if (column.Index < OutputSchema.Count)
        {
            var own = OutputSchema[column.Index];
            if (own.Name == column.Name && own.Type.Equals(column.Type))
                return column.Index;
        }

        throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not part of this schema.");
    }

    private DataViewSchema.Annotations? AnnotationsOf(OutputColumn output)
    {
        if (output.FixedSlotNames is { } names)
            return Annotate(names, output.Width);
        if (output.SlotNamesFrom is not { } input || SlotNamesOf(Inputs[input].Column) is not { } type)
            return output.Annotations;
        var source = Inputs[input].Column.Annotations;
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(SlotNames, type, source.GetGetter<VBuffer<ReadOnlyMemory<char>>>(source.Schema[SlotNames]));
        return builder.ToAnnotations();
    }

    private static DataViewSchema.Annotations Annotate(Func<int, string> name, int count)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            SlotNames, new VectorDataViewType(TextDataViewType.Instance, count),
            (ref VBuffer<ReadOnlyMemory<char>> destination) =>
            {
                var editor = VBufferEditor.Create(ref destination, count);
                for (var slot = 0; slot < count; slot++)
                    editor.Values[slot] = name(slot).AsMemory();
                destination = editor.Commit();
            });
        return builder.ToAnnotations();
    }

    // Annotations that are absent or not of the form ML.NET documents are left alone, never an error.
    private static VectorDataViewType? SlotNamesOf(DataViewSchema.Column column)
        => column.Annotations.Schema.GetColumnOrNull(SlotNames)?.Type is VectorDataViewType { ItemType: TextDataViewType } type
            && column.Type is VectorDataViewType { IsKnownSize: true } vector && type.Size == vector.Size
            ? type : null;
}
