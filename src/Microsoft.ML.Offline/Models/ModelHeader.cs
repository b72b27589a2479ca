using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// The 256 bytes at the start of every model stream, little-endian. Positions count from the start of the header; a part
/// that is absent has position and size 0.
/// <code>
/// 00 u64 signature              08 u32 version written   0C u32 version readable
/// 10 i64 model, 18 i64 bytes    20 i64 string table, 28 i64 bytes    30 i64 string characters, 38 i64 bytes
/// 40 u64 model signature        48 u32 model version written         4C u32 model version readable
/// 50 24 bytes loader signature  68 24 bytes its alternative
/// 80 i64 tail, 88 i64 end       90 i64 assembly name, 98 u32 bytes   9C zeros
/// </code>
/// </summary>
internal sealed class ModelHeader
{
    public const int Size = 0x100;
    public const int TailSize = sizeof(ulong);
    public const ulong TailSignature = 0x4D4C004D4F44454C; // "LEDOM\0LM"

    private const ulong Signature = 0x4C45444F4D004C4D; // "ML\0MODEL"
    private const uint Version = 0x00010002;
    private const int LoaderSignatureSize = 24;

    public long FpModel { get; private init; } = Size;

    public long CbModel { get; set; }

    public long FpStringTable { get; set; }

    public long CbStringTable { get; set; }

    public long FpStringChars { get; set; }

    public long CbStringChars { get; set; }

    public ulong ModelSignature { get; private set; }

    public uint ModelVerWritten { get; private set; }

    public uint ModelVerReadable { get; private set; }

    public string LoaderSignature { get; private set; } = "";

    public string LoaderSignatureAlt { get; private set; } = "";

    public string LoaderAssemblyName { get; private set; } = "";

    public long FpTail { get; set; }

    public long FpLim { get; set; }

    public long FpAssemblyName { get; set; }

    public uint CbAssemblyName { get; set; }

    /// <summary>The characters of a signature, a space stored as 0.</summary>
    public static ulong PackSignature(string signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (signature.Length != sizeof(ulong))
            throw new InvalidOperationException("Model signature must be eight characters");
        if (!Ascii.IsValid(signature))
            throw new InvalidOperationException($"Model signature must be of ASCII characters, unlike '{signature}'");

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        Encoding.ASCII.GetBytes(signature, bytes);
        bytes.Replace((byte)' ', (byte)0);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public static string UnpackSignature(ulong signature)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, signature);
        return Encoding.ASCII.GetString(bytes).TrimEnd('\0').Replace('\0', ' ');
    }

    public void SetVersion(VersionInfo version)
    {
        CheckLoaderSignature(version.LoaderSignature);
        CheckLoaderSignature(version.LoaderSignatureAlt ?? "");
        ModelSignature = version.ModelSignature;
        ModelVerWritten = version.VerWrittenCur;
        ModelVerReadable = version.VerReadableCur;
        LoaderSignature = version.LoaderSignature;
        LoaderSignatureAlt = version.LoaderSignatureAlt ?? "";
        LoaderAssemblyName = version.LoaderAssemblyName ?? "";
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        var span = bytes.AsSpan();
        BinaryPrimitives.WriteUInt64LittleEndian(span, Signature);
        BinaryPrimitives.WriteUInt32LittleEndian(span[0x08..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(span[0x0C..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(span[0x10..], FpModel);
        BinaryPrimitives.WriteInt64LittleEndian(span[0x18..], CbModel);
        BinaryPrimitives.WriteInt64LittleEndian(span[0x20..], FpStringTable);
        BinaryPrimitives.WriteInt64LittleEndian(span[0x28..], CbStringTable);
        BinaryPrimitives.WriteInt64LittleEndian(span[0x30..], FpStringChars);
        BinaryPrimitives.WriteInt64LittleEndian(span[0x38..], CbStringChars);
        BinaryPrimitives.WriteUInt64LittleEndian(span[0x40..], ModelSignature);
        BinaryPrimitives.WriteUInt32LittleEndian(span[0x48..], ModelVerWritten);
        BinaryPrimitives.WriteUInt32LittleEndian(span[0x4C..], ModelVerReadable);
        Encoding.ASCII.GetBytes(LoaderSignature, span.Slice(0x50, LoaderSignatureSize));
        Encoding.ASCII.GetBytes(LoaderSignatureAlt, span.Slice(0x68, LoaderSignatureSize));
        BinaryPrimitives.WriteInt64LittleEndian(span[0x80..], FpTail);
        BinaryPrimitives.WriteInt64LittleEndian(span[0x88..], FpLim);
        BinaryPrimitives.WriteInt64LittleEndian(span[0x90..], FpAssemblyName);
        BinaryPrimitives.WriteUInt32LittleEndian(span[0x98..], CbAssemblyName);
        return bytes;
    }

    /// <summary>Reads a header and checks that its parts lie one behind the other within what is there.</summary>
    public static ModelHeader Parse(ReadOnlySpan<byte> bytes, long available)
    {
        if (bytes.Length < Size)
            throw Corrupt($"it ends after {bytes.Length} of the {Size} bytes of its header");
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Signature)
            throw Corrupt("it does not start with the signature of a model");

        var readable = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x0C..]);
        if (readable > Version)
            throw ExceptionContext.Mark(new FormatException($"The model file needs a reader of version {readable:x8}, and this one is {Version:x8}."));

        var header = new ModelHeader
        {
            FpModel = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x10..]),
            CbModel = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x18..]),
            FpStringTable = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x20..]),
            CbStringTable = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x28..]),
            FpStringChars = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x30..]),
            CbStringChars = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x38..]),
            ModelSignature = BinaryPrimitives.ReadUInt64LittleEndian(bytes[0x40..]),
            ModelVerWritten = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x48..]),
            ModelVerReadable = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x4C..]),
            LoaderSignature = Encoding.ASCII.GetString(bytes.Slice(0x50, LoaderSignatureSize)).TrimEnd('\0'),
            LoaderSignatureAlt = Encoding.ASCII.GetString(bytes.Slice(0x68, LoaderSignatureSize)).TrimEnd('\0'),
            FpTail = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x80..]),
            FpLim = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x88..]),
            FpAssemblyName = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x90..]),
            CbAssemblyName = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x98..]),
        };
        header.CheckParts(available);
        return header;
    }

    public static FormatException Corrupt(string what) => ExceptionContext.Mark(new FormatException($"The model file is corrupt: {what}."));

    private static void CheckLoaderSignature(string signature)
    {
        if (signature.Length > LoaderSignatureSize || !Ascii.IsValid(signature))
            throw new ArgumentException($"A loader signature has up to {LoaderSignatureSize} ASCII characters, unlike '{signature}'.", nameof(signature));
    }

    private void CheckParts(long available)
    {
        if (FpModel != Size || FpTail < Size)
            throw Corrupt($"its model block is said to start at {FpModel} and its tail at {FpTail}");
        if (FpLim > available || FpLim - TailSize != FpTail)
            throw Corrupt($"it should have {FpLim} bytes with its tail at {FpTail}, and {available} are there");
        if (CbStringTable % sizeof(long) != 0 || CbStringChars % sizeof(char) != 0 || CbAssemblyName % sizeof(char) != 0)
            throw Corrupt("the size of its string table is odd");

        var end = (long)Size;
        CheckPart("model block", FpModel, CbModel, ref end);
        CheckPart("string table", FpStringTable, CbStringTable, ref end);
        CheckPart("string characters", FpStringChars, CbStringChars, ref end);
        CheckPart("assembly name", FpAssemblyName, CbAssemblyName, ref end);
    }

    private void CheckPart(string name, long position, long size, ref long end)
    {
        if (position == 0 && size == 0)
            return;
        if (position < end || size < 0 || size > FpTail - position)
            throw Corrupt($"its {name} is said to be {size} bytes from {position}");

        end = position + size;
    }
}
