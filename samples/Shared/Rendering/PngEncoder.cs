using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Samples.Shared;

/// <summary>Writes pixels as PNG (ISO/IEC 15948): 8 bits a channel, RGB when every pixel is opaque, otherwise RGBA.</summary>
internal static class PngEncoder
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes a complete file.</summary>
    public static void Write(Raster image, Stream stream)
    {
        bool opaque = IsOpaque(image);
        stream.Write(Signature);

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)(opaque ? 2 : 6);
        header[10..].Clear();
        WriteChunk(stream, "IHDR", header);
        WriteChunk(stream, "IDAT", Compress(image, opaque ? 3 : 4));
        WriteChunk(stream, "IEND", []);
    }

    private static bool IsOpaque(Raster image)
    {
        ReadOnlySpan<byte> bytes = image.Bytes;
        for (int i = 3; i < bytes.Length; i += 4)
        {
            if (bytes[i] != 255)
            {
                return false;
            }
        }
        return true;
    }

    private static byte[] Compress(Raster image, int channels)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            var filter = new PngFilter(image.Width * channels, channels);
            var row = new byte[image.Width * channels];
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> pixels = image.Bytes.Slice(4 * y * image.Width, 4 * image.Width);
                for (int x = 0; x < image.Width; x++)
                {
                    pixels.Slice(4 * x, channels).CopyTo(row.AsSpan(channels * x));
                }
                zlib.Write(filter.Apply(row));
            }
        }
        return packed.ToArray();
    }

    private static void WriteChunk(Stream stream, string type, ReadOnlySpan<byte> content)
    {
        var chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        uint crc = Crc32.Compute(chunk.AsSpan(4, 4 + content.Length));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), crc);
        stream.Write(chunk);
    }
}
