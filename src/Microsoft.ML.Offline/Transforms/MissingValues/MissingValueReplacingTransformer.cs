using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(MissingValueReplacingTransformer), null, typeof(SignatureLoadModel), "Replace missing values (Offline)", MissingValueReplacingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Puts the learnt replacement where a value is NaN.</summary>
public sealed class MissingValueReplacingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "OfflineReplaceMissing";

    private readonly MissingValueMap[] _maps;

    internal MissingValueReplacingTransformer(InputOutputColumnPair[] columns, MissingValueMap[] maps)
        : base(columns)
    {
        _maps = maps;
    }

    private static VersionInfo Version => ModelFormat.VersionOf("OFFMISSV", LoaderSignature);

    private static MissingValueReplacingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var columns = ColumnPairs.Load(ctx);
        return new MissingValueReplacingTransformer(columns, [.. columns.Select(_ => MissingValueMap.Load(ctx))]);
    }

    private protected override MappedColumn Bind(int index, string outputName, DataViewSchema.Column input)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, MissingValueReplacingEstimator.KeepsAnnotation);
        return _maps[index].Apply(new DataViewSchema.DetachedColumn(outputName, input.Type, annotations.ToAnnotations()), input);
    }

    // *** Binary format ***
    // the pairs of columns
    // for each pair: its replacements
    private protected override void Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ColumnPairs.Save(ctx, Columns);
        foreach (var map in _maps)
            map.Save(ctx);
    }
}
