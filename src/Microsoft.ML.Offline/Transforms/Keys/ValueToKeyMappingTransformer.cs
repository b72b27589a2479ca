using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "Map values to keys (Offline)", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Puts the learnt key in the place of a value, and keeps the values as the annotation KeyValues.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "OfflineValueToKey";

    private readonly KeyMap[] _maps;

    internal ValueToKeyMappingTransformer(InputOutputColumnPair[] columns, KeyMap[] maps)
        : base(columns)
    {
        _maps = maps;
    }

    private static VersionInfo Version => ModelFormat.VersionOf("OFFVALKY", LoaderSignature);

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var columns = ColumnPairs.Load(ctx);
        return new ValueToKeyMappingTransformer(columns, [.. columns.Select(_ => KeyMap.Load(ctx))]);
    }

    private protected override MappedColumn Bind(int index, string outputName, DataViewSchema.Column input)
    {
        var map = _maps[index];
        if (!ItemTypes.Of(input.Type).Equals(map.ItemType))
            throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, map.ItemType.ToString()!, input.Type.ToString()!);

        return map.Apply(outputName, input);
    }

    // *** Binary format ***
    // the pairs of columns
    // for each pair: the values that have keys
    private protected override void Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ColumnPairs.Save(ctx, Columns);
        foreach (var map in _maps)
            map.Save(ctx);
    }
}
