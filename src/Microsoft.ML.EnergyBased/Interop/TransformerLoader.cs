using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Interop;

/// <summary>What ML.NET calls, found by reflection through the assembly's LoadableClass attributes, to restore a transformer.</summary>
internal static class TransformerLoader<T>
    where T : class, ILoadableTransformer<T>
{
#pragma warning disable IDE0051 // Called by ML.NET, by reflection and under this very name.
    private static T Create(IHostEnvironment env, ModelLoadContext ctx)
        => ModelPayload.Load(ctx, T.Format, reader => T.Load(env, reader));
#pragma warning restore IDE0051
}
