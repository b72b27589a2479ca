using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Microsoft.ML.EnergyBased.Persistence;

/// <summary>
/// The frame around every payload. Its digest turns each accidental alteration of a file into a clear error; it is not a
/// signature, and a forged file has the right one. Nothing is allocated for the payload before its length is held against
/// the stream and its digest is checked, piece by piece.
/// </summary>
internal static class PayloadFrame
{
    // *** Binary format ***
    // int32: version of the payload
    // int64: byte count of the payload
    // byte[]: payload, in the format that the component documents
    // byte[8]: first bytes of the SHA-256 digest of all the above
    private const int HeaderLength = sizeof(int) + sizeof(long);
    private const int DigestLength = 8;
    private const int PieceLength = 1 << 14;

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

    /// <param name="stream">Stands at the frame and can seek, as the entries of a model file do.</param>
    /// <param name="format">The component.</param>
    /// <param name="read">Reads the payload.</param>
    internal static T Read<T>(Stream stream, ComponentFormat format, Func<PayloadReader, T> read)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
            throw Truncated(format);
        var version = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (version < 1 || version > format.Version)
            throw Error(format, $"found version {version}, this build reads versions 1 to {format.Version}");
        var length = BinaryPrimitives.ReadInt64LittleEndian(header[sizeof(int)..]);
        if (length < 0)
            throw Error(format, $"found version {version} with an impossible payload length of {length} bytes");
        var start = stream.Position;
        if (length > stream.Length - start - DigestLength)
            throw Truncated(format);

        CheckDigest(stream, header, length, format, version);
        stream.Position = start;
        var payload = new PayloadReader(stream, length, format, version);
        var result = read(payload);
        payload.End();
        stream.Position = start + length + DigestLength;
        return result;
    }

    internal static FormatException Error(ComponentFormat format, string what)
        => new($"{format.Component}: cannot load the model: {what.TrimEnd('.')}.");

    private static void CheckDigest(Stream stream, ReadOnlySpan<byte> header, long length, ComponentFormat format, int version)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        Span<byte> piece = new byte[PieceLength];
        while (length > 0)
        {
            var read = stream.Read(piece[..(int)Math.Min(length, PieceLength)]);
            if (read == 0)
                throw Truncated(format);
            hash.AppendData(piece[..read]);
            length -= read;
        }

        Span<byte> digest = stackalloc byte[DigestLength];
        if (stream.ReadAtLeast(digest, DigestLength, throwOnEndOfStream: false) < DigestLength)
            throw Truncated(format);
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(expected);
        if (!digest.SequenceEqual(expected[..DigestLength]))
            throw Error(format, $"found version {version}, but the payload has been altered: its digest does not match");
    }

    private static FormatException Truncated(ComponentFormat format)
        => Error(format, $"the file ends inside the payload (this build reads versions 1 to {format.Version})");
}
