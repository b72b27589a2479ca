using System.Reflection;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Components;

/// <summary>A transformer of an energy inside the payload of another component.</summary>
internal static class EmbeddedModel
{
    private static readonly LoadableTransformerAttribute[] Models =
    [
        .. typeof(EmbeddedModel).Assembly.GetCustomAttributes<LoadableTransformerAttribute>()
            .Where(model => model.TransformerType.IsAssignableTo(typeof(EnergyModelTransformer))),
    ];

    internal static void Write(PayloadWriter writer, EnergyModelTransformer model)
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
    internal static EnergyModelTransformer Read(IHostEnvironment env, PayloadReader reader)
    {
        var signature = reader.ReadString("embedded component");
        var model = Array.Find(Models, model => model.LoaderSignature == signature) ?? throw reader.Bad("embedded component", signature);
        return (EnergyModelTransformer)model.Read(env, reader);
    }
}
