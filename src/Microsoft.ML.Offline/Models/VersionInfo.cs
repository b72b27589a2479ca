namespace Microsoft.ML;

/// <summary>What a component writes into the header of its model, and which versions it can read.</summary>
internal readonly struct VersionInfo
{
    /// <summary>The model signature, its characters in the order of the bytes, filled up with zeros.</summary>
    public readonly ulong ModelSignature;

    /// <summary>The version that is written.</summary>
    public readonly uint VerWrittenCur;

    /// <summary>The oldest version of the reader that can read what is written.</summary>
    public readonly uint VerReadableCur;

    /// <summary>The oldest version of the writer whose files can still be read.</summary>
    public readonly uint VerWeCanReadBack;

    public readonly string LoaderAssemblyName;
    public readonly string LoaderSignature;
    public readonly string? LoaderSignatureAlt;

    public VersionInfo(
        string modelSignature,
        uint verWrittenCur,
        uint verReadableCur,
        uint verWeCanReadBack,
        string loaderAssemblyName,
        string? loaderSignature = null,
        string? loaderSignatureAlt = null)
    {
        ModelSignature = ModelHeader.PackSignature(modelSignature);
        if (verReadableCur > verWrittenCur)
            throw new ArgumentOutOfRangeException(nameof(verReadableCur), "What is written must be readable by its own version.");
        if (verWeCanReadBack > verWrittenCur)
            throw new ArgumentOutOfRangeException(nameof(verWeCanReadBack), "A reader must be able to read its own version.");

        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderAssemblyName = loaderAssemblyName;
        LoaderSignature = loaderSignature ?? "";
        LoaderSignatureAlt = loaderSignatureAlt;
    }
}
