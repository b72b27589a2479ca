using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "Concatenate columns (Offline)", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Joins columns of one item type into a vector; of unknown size when one of them is.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "OfflineConcatenate";

    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingTransformer(string output, string[] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (string.IsNullOrEmpty(output))
            throw new ArgumentOutOfRangeException("outputColumnName", "outputColumnName cannot be null or empty");
        if (inputs.Length == 0)
            throw new ArgumentOutOfRangeException("inputColumnNames", "Input columns not specified");
        if (inputs.Any(string.IsNullOrEmpty))
            throw new ArgumentOutOfRangeException("inputColumnNames", "Contained some null or empty items");

        _output = output;
        _inputs = [.. inputs];
    }

    internal static InvalidOperationException KeysCannotBeJoined(string name) =>
        new($"Column '{name}' is key. Concatenation of keys is unsupported.");

    private static VersionInfo Version => ModelFormat.VersionOf("OFFCONCT", LoaderSignature);

    private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var output = ctx.LoadNonEmptyString();
        var inputs = new List<string>();
        for (var count = ModelFormat.ReadCount(ctx); inputs.Count < count;)
            inputs.Add(ctx.LoadNonEmptyString());

        return new ColumnConcatenatingTransformer(output, [.. inputs]);
    }

    private protected override IEnumerable<MappedColumn> AddedColumns(DataViewSchema inputSchema)
    {
        var inputs = _inputs.Select(name => inputSchema.GetColumnOrNull(name) ?? throw SchemaErrors.Missing(nameof(inputSchema), "input", name)).ToArray();
        var itemType = ItemTypes.Of(inputs[0].Type);
        foreach (var input in inputs)
        {
            var actual = ItemTypes.Of(input.Type);
            if (actual is KeyDataViewType)
                throw KeysCannotBeJoined(input.Name);
            if (!actual.Equals(itemType))
                throw SchemaErrors.Mismatch(nameof(inputSchema), "input", input.Name, itemType.ToString()!, actual.ToString()!);
        }

        var isKnownSize = inputs.All(c => c.Type is not VectorDataViewType { IsKnownSize: false });
        var size = isKnownSize ? inputs.Sum(c => c.Type is VectorDataViewType vector ? vector.Size : 1) : 0;
        var column = new DataViewSchema.DetachedColumn(
            _output, new VectorDataViewType(itemType, size), ConcatenatedAnnotations.Create(inputs, isKnownSize));
        return [(MappedColumn)GenericCall.Invoke(typeof(ColumnConcatenatingTransformer), nameof(Join), [itemType.RawType], column, inputs)!];
    }

    // *** Binary format ***
    // the name of the output
    // int: number of inputs
    // for each: its name
    private protected override void Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveNonEmptyString(_output);
        ctx.Writer.Write(_inputs.Length);
        foreach (var name in _inputs)
            ctx.SaveNonEmptyString(name);
    }

    private static MappedColumn Join<T>(DataViewSchema.DetachedColumn column, DataViewSchema.Column[] inputs) =>
        MappedColumn.Computed<VBuffer<T>>(column, [.. inputs.Select(c => c.Index).Distinct()], row =>
        {
            var parts = inputs.Select(input => Part<T>(row, input)).ToArray();
            var values = new VBuffer<T>[parts.Length];
            return (ref VBuffer<T> value) =>
            {
                var length = 0;
                for (var i = 0; i < parts.Length; i++)
                {
                    parts[i](ref values[i]);
                    length += values[i].Length;
                }

                var editor = VBufferEditor.Create(ref value, length);
                var start = 0;
                foreach (var part in values)
                {
                    part.CopyTo(editor.Values.Slice(start, part.Length));
                    start += part.Length;
                }

                value = editor.Commit();
            };
        });

    // A scalar is a vector of one value.
    private static ValueGetter<VBuffer<T>> Part<T>(DataViewRow row, DataViewSchema.Column input)
    {
        if (input.Type is VectorDataViewType)
            return row.GetGetter<VBuffer<T>>(input);

        var getter = row.GetGetter<T>(input);
        T scalar = default!;
        return (ref VBuffer<T> value) =>
        {
            getter(ref scalar);
            var editor = VBufferEditor.Create(ref value, 1);
            editor.Values[0] = scalar;
            value = editor.Commit();
        };
    }
}
