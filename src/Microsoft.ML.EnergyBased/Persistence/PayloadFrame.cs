using System.Security.Cryptography;

namespace Microsoft.ML.EnergyBased.Persistence;

/// <summary>
/// The frame around every payload. Its digest turns each alteration of a file into a clear error, and its length is
/// read in pieces, so that a forged length cannot make the loader allocate more than the file holds.
/// </summary>
internal static class PayloadFrame
{
    // *** Binary format ***
    // int32: version of the payload
    // int64: byte count of the payload
    // byte[]: payload, in the format that the component documents
    // byte[8]: first bytes of the SHA-256 digest of all the above
    private const int DigestLength = 8;
    private const int PieceLength = 1 << 16;

    internal static void Write(BinaryWriter writer, ComponentFormat format, Action<PayloadWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var frame = new BinaryWriter(buffer, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            frame.Write(format.Version);
            frame.Write(0L);
            var start = buffer.Length;
            write(new PayloadWriter(frame));
            frame.Flush();
            var length = buffer.Length - start;
            buffer.Position = sizeof(int);
            frame.Write(length);
        }

        var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        writer.Write(bytes);
        writer.Write(SHA256.HashData(bytes).AsSpan(0, DigestLength));
    }

    internal static T Read<T>(BinaryReader reader, ComponentFormat format, Func<PayloadReader, T> read)
    {
        using var frame = new MemoryStream();
        ReadPieces(reader, frame, sizeof(int), format);
        var version = BitConverter.ToInt32(frame.GetBuffer(), 0);
        if (version < 1 || version > format.Version)
            throw Error(format, $"found version {version}, this build reads versions 1 to {format.Version}");

        ReadPieces(reader, frame, sizeof(long), format);
        var length = BitConverter.ToInt64(frame.GetBuffer(), sizeof(int));
        if (length < 0 || length > Array.MaxLength - frame.Length)
            throw Error(format, $"found version {version} with an impossible payload length of {length} bytes");
        ReadPieces(reader, frame, length, format);

        var bytes = frame.GetBuffer().AsMemory(0, (int)frame.Length);
        var digest = reader.ReadBytes(DigestLength);
        if (digest.Length < DigestLength)
            throw Truncated(format);
        if (!digest.AsSpan().SequenceEqual(SHA256.HashData(bytes.Span).AsSpan(0, DigestLength)))
            throw Error(format, $"found version {version}, but the payload has been altered: its digest does not match");

        var payload = new PayloadReader(bytes[(sizeof(int) + sizeof(long))..], format, version);
        var result = read(payload);
        payload.End();
        return result;
    }

    internal static FormatException Error(ComponentFormat format, string what)
        => new($"{format.Component}: cannot load the model: {what}");

    private static void ReadPieces(BinaryReader reader, MemoryStream destination, long count, ComponentFormat format)
    {
        Span<byte> piece = new byte[(int)Math.Min(count, PieceLength)];
        while (count > 0)
        {
            var read = reader.Read(piece[..(int)Math.Min(count, piece.Length)]);
            if (read == 0)
                throw Truncated(format);
            destination.Write(piece[..read]);
            count -= read;
        }
    }

    private static FormatException Truncated(ComponentFormat format)
        => Error(format, $"the file ends inside the payload (this build reads versions 1 to {format.Version})");
}
