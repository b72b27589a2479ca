using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

/// <summary>A PNG decoder for 8-bit RGB and RGBA, written apart from the encoder, that checks every chunk's CRC.</summary>
internal sealed class PngFile
{
    private readonly byte[] _pixels;
    private readonly int _channels;

    private PngFile(int width, int height, int channels, byte[] pixels, HashSet<int> filters) =>
        (Width, Height, _channels, _pixels, Filters) = (width, height, channels, pixels, filters);

    public int Width { get; }

    public int Height { get; }

    public bool HasOpacity => _channels == 4;

    public IReadOnlySet<int> Filters { get; }

    public Color this[int x, int y]
    {
        get
        {
            ReadOnlySpan<byte> p = _pixels.AsSpan(_channels * ((y * Width) + x), _channels);
            return new Color(p[0], p[1], p[2], _channels == 4 ? p[3] : (byte)255);
        }
    }

    public static PngFile Render(Drawing drawing, double scale = 1)
    {
        using var stream = new MemoryStream();
        PngRenderer.Write(drawing, stream, scale);
        return Read(stream.ToArray());
    }

    public static PngFile Read(byte[] file)
    {
        Assert.Equal([137, 80, 78, 71, 13, 10, 26, 10], file[..8]);
        var chunks = new List<(string Type, byte[] Content)>();
        int at = 8;
        while (at < file.Length)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            byte[] typeAndContent = file[(at + 4)..(at + 8 + length)];
            Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)), Crc(typeAndContent));
            chunks.Add((Encoding.ASCII.GetString(typeAndContent, 0, 4), typeAndContent[4..]));
            at += 12 + length;
        }
        Assert.Equal("IHDR", chunks[0].Type);
        Assert.Equal("IEND", chunks[^1].Type);

        byte[] header = chunks[0].Content;
        Assert.Equal(13, header.Length);
        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        Assert.Equal(8, header[8]);
        Assert.True(header[9] is 2 or 6, "neither RGB nor RGBA");
        Assert.Equal([0, 0, 0], header[10..]);
        int channels = header[9] == 2 ? 3 : 4;

        byte[] packed = [.. chunks.Where(c => c.Type == "IDAT").SelectMany(c => c.Content)];
        using var unpacked = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            zlib.CopyTo(unpacked);
        }
        byte[] raw = unpacked.ToArray();
        Assert.Equal(height * ((width * channels) + 1), raw.Length);
        return new PngFile(width, height, channels, Unfilter(raw, width * channels, height, channels, out HashSet<int> filters), filters);
    }

    private static byte[] Unfilter(byte[] raw, int stride, int height, int channels, out HashSet<int> filters)
    {
        filters = [];
        var pixels = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            int filter = raw[y * (stride + 1)];
            filters.Add(filter);
            for (int i = 0; i < stride; i++)
            {
                int left = i >= channels ? pixels[(y * stride) + i - channels] : 0;
                int up = y > 0 ? pixels[((y - 1) * stride) + i] : 0;
                int corner = y > 0 && i >= channels ? pixels[((y - 1) * stride) + i - channels] : 0;
                int predicted = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => new[] { left, up, corner }.MinBy(v => Math.Abs(left + up - corner - v)),
                    _ => throw new InvalidDataException($"There is no filter {filter}."),
                };
                pixels[(y * stride) + i] = (byte)(raw[(y * (stride + 1)) + 1 + i] + predicted);
            }
        }
        return pixels;
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }
        return crc ^ 0xFFFFFFFF;
    }
}
