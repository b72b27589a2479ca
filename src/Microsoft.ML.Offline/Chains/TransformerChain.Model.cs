using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(TransformerChain<ITransformer>), typeof(TransformerChain), null, typeof(SignatureLoadModel), "Transformer chain", TransformerChain.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Writes and reads chains as ML.NET does, byte for byte.</summary>
internal static class TransformerChain
{
    public const string LoaderSignature = "TransformerChain";

    // The assembly that ML.NET loads for a chain, whoever wrote it.
    private const string LoaderAssemblyName = "Microsoft.ML.Data, Version=1.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";

    // *** Binary format ***
    // i32: number of transformers
    // i32 each: scope
    // models Transform_000, Transform_001, ...
    public static void Save(ModelSaveContext ctx, IReadOnlyList<ITransformer> transformers, IReadOnlyList<TransformerScope> scopes)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.Writer.Write(transformers.Count);
        for (var i = 0; i < transformers.Count; i++)
        {
            ctx.Writer.Write((int)scopes[i]);
            ctx.SaveModel(transformers[i], PartName(i));
        }
    }

    internal static TransformerChain<ITransformer> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        // *** Binary format *** as in Save
        ctx.CheckAtModel(GetVersionInfo());
        var left = (ctx.Header.CbModel / sizeof(int)) - 1;
        var count = left < 0 ? -1 : ctx.Reader.ReadInt32();
        if (count < 0 || count > left)
            throw ModelHeader.Corrupt($"a chain of {count} transformers has scopes for {left}");

        var transformers = new ITransformer[count];
        var scopes = new TransformerScope[count];
        for (var i = 0; i < count; i++)
        {
            scopes[i] = (TransformerScope)ctx.Reader.ReadInt32();
            ctx.LoadModel<ITransformer, SignatureLoadModel>(env, out transformers[i], PartName(i));
        }

        return new TransformerChain<ITransformer>(transformers, scopes);
    }

    private static string PartName(int index) => $"Transform_{index:000}";

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "XF CHAIN",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: LoaderAssemblyName,
        loaderSignature: LoaderSignature);
}
