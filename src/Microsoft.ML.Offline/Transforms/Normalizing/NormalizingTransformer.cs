using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(NormalizingTransformer), null, typeof(SignatureLoadModel), "Normalize (Offline)", NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Scales, and shifts, each slot of its columns; NaN stays NaN.</summary>
public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "OfflineNormalize";

    private readonly AffineMap[] _maps;

    internal NormalizingTransformer(InputOutputColumnPair[] columns, AffineMap[] maps)
        : base(columns)
    {
        _maps = maps;
    }

    private static VersionInfo Version => ModelFormat.VersionOf("OFFNORMR", LoaderSignature);

    private static NormalizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var columns = ColumnPairs.Load(ctx);
        return new NormalizingTransformer(columns, [.. columns.Select(_ => AffineMap.Load(ctx))]);
    }

    private protected override MappedColumn Bind(int index, string outputName, DataViewSchema.Column input)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
        annotations.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
        return _maps[index].Apply(new DataViewSchema.DetachedColumn(outputName, input.Type, annotations.ToAnnotations()), input);
    }

    // *** Binary format ***
    // the pairs of columns
    // for each pair: its affine map
    private protected override void Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ColumnPairs.Save(ctx, Columns);
        foreach (var map in _maps)
            map.Save(ctx);
    }
}
