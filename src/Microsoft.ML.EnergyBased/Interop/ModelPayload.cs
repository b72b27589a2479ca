using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Interop;

/// <summary>Puts a component's payload into the model block of an ML.NET model file, and gets it out again.</summary>
internal static class ModelPayload
{
    // The header's version stays as it is: the payload carries its own, which messages can name (Persistence/PayloadFrame).
    private const uint HeaderVersion = 0x00010001;

    internal static void Save(ModelSaveContext ctx, ComponentFormat format, Action<PayloadWriter> write)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.CheckAtModel();
        ctx.SetVersionInfo(VersionOf(format));
        PayloadFrame.Write(ctx.Writer, format, write);
    }

    internal static T Load<T>(ModelLoadContext ctx, ComponentFormat format, Func<PayloadReader, T> read)
    {
        try
        {
            ctx.CheckAtModel(VersionOf(format));
        }
        catch (FormatException e)
        {
            // Not as an inner exception: what GetBaseException gives must name the component.
            throw PayloadFrame.Error(format, $"its header is not of version {HeaderVersion:x8}: {e.Message}");
        }

        return PayloadFrame.Read(ctx.Reader.BaseStream, format, read);
    }

    private static VersionInfo VersionOf(ComponentFormat format) => new(
        format.ModelSignature, HeaderVersion, HeaderVersion, HeaderVersion,
        typeof(ModelPayload).Assembly.FullName!, format.LoaderSignature);
}
