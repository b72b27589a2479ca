namespace Microsoft.ML.Data;

/// <summary>What the payloads of Offline's own transformers share.</summary>
internal static class ModelFormat
{
    private const uint Version = 0x00010001;

    /// <summary>The header of a transformer whose payload only Offline reads.</summary>
    /// <param name="modelSignature">Eight characters.</param>
    /// <param name="loaderSignature">The name under which the loader is found.</param>
    public static VersionInfo VersionOf(string modelSignature, string loaderSignature) =>
        new(modelSignature, Version, Version, Version, typeof(ModelFormat).Assembly.FullName!, loaderSignature);

    /// <summary>A count that is written as an int; one that cannot be fails here and not in an allocation.</summary>
    public static int ReadCount(ModelLoadContext ctx)
    {
        var count = ctx.Reader.ReadInt32();
        var left = ctx.Reader.BaseStream.Length - ctx.Reader.BaseStream.Position;

        // Every item takes a byte or more.
        return count >= 0 && count <= left
            ? count
            : throw new FormatException($"The model says {count} items where {left} bytes are left.");
    }
}
