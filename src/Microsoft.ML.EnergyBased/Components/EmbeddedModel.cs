using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Components;

/// <summary>A transformer of the package inside the payload of another one.</summary>
internal static class EmbeddedModel
{
    internal static void Write(PayloadWriter writer, EnergyBasedTransformer model)
    {
        // *** Binary format ***
        // string: loader signature of the component
        // int32: version of its payload
        // int32: byte count, byte[]: its payload, as it documents it
        writer.Write(model.SavedFormat.LoaderSignature);
        writer.Write(model.SavedFormat.Version);
        writer.WriteNested(model.WritePayload);
    }

    /// <exception cref="FormatException">An unknown component, or a payload that does not fit.</exception>
    internal static EnergyBasedTransformer Read(IHostEnvironment env, PayloadReader reader) => reader.ReadString("embedded component") switch
    {
        KMeansEnergyTransformer.LoaderSignature => Read<KMeansEnergyTransformer>(env, reader),
        DenoisingAutoencoderTransformer.LoaderSignature => Read<DenoisingAutoencoderTransformer>(env, reader),
        EnergyClassifierTransformer.LoaderSignature => Read<EnergyClassifierTransformer>(env, reader),
        ContrastiveDivergenceTransformer.LoaderSignature => Read<ContrastiveDivergenceTransformer>(env, reader),
        LatentInferenceTransformer.LoaderSignature => Read<LatentInferenceTransformer>(env, reader),
        var unknown => throw reader.Bad("embedded component", unknown),
    };

    private static T Read<T>(IHostEnvironment env, PayloadReader reader)
        where T : EnergyBasedTransformer, ILoadableTransformer<T>
        => reader.ReadNested(T.Format, nested => T.Load(env, nested));
}
