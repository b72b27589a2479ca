using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "Map keys to values (Offline)", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Puts the value that a key stands for in its place, as the annotation KeyValues of the column tells it.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "OfflineKeyToValue";

    internal KeyToValueMappingTransformer(InputOutputColumnPair[] columns)
        : base(columns)
    {
    }

    private static VersionInfo Version => ModelFormat.VersionOf("OFFKEYVL", LoaderSignature);

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new KeyToValueMappingTransformer(ColumnPairs.Load(ctx));
    }

    private protected override MappedColumn Bind(int index, string outputName, DataViewSchema.Column input)
    {
        if (input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is not VectorDataViewType values)
            throw new InvalidOperationException($"Column '{input.Name}' of type {input.Type} has no annotation {AnnotationKinds.KeyValues}");
        if (ItemTypes.Of(input.Type) is not KeyDataViewType key || key.Count != (ulong)values.Size)
            throw new InvalidOperationException($"The {values.Size} {AnnotationKinds.KeyValues} of column '{input.Name}' do not fit its type {input.Type}");

        return KeyValues.Apply(outputName, input, key, values.ItemType);
    }

    // *** Binary format ***
    // the pairs of columns
    private protected override void Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ColumnPairs.Save(ctx, Columns);
    }
}
