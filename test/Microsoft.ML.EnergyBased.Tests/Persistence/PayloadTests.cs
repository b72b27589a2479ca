using System.Text;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Tests.Persistence;

public sealed class PayloadTests
{
    private static readonly ComponentFormat Format = new("TestComponent", "TESTTEST", "Test", Version: 3);

    [Fact]
    public void What_was_written_is_read_back()
    {
        var bytes = Write(Format, w =>
        {
            w.Write(-7);
            w.Write(1L << 40);
            w.Write(1.5f);
            w.Write(double.PositiveInfinity);
            w.Write(true);
            w.Write("Größe");
            w.WriteOptional(null);
            w.WriteOptional("x");
            w.Write([1f, -2f, float.MaxValue]);
        });

        Read(bytes, Format, r =>
        {
            Assert.Equal(3, r.Version);
            Assert.Equal(-7, r.ReadInt32("a"));
            Assert.Equal(1L << 40, r.ReadInt64("b"));
            Assert.Equal(1.5f, r.ReadSingle("c"));
            Assert.Equal(double.PositiveInfinity, r.ReadDouble("d"));
            Assert.True(r.ReadBoolean("e"));
            Assert.Equal("Größe", r.ReadString("f"));
            Assert.Null(r.ReadOptionalString("g"));
            Assert.Equal("x", r.ReadOptionalString("h"));
            Assert.Equal([1f, -2f, float.MaxValue], r.ReadSingles(3, "i"));
            return 0;
        });
    }

    [Fact]
    public void An_older_version_reads_and_says_so()
        => Assert.Equal(2, Read(Write(Format with { Version = 2 }, w => w.Write(1)), Format, r => r.ReadInt32("a") + r.Version - 1));

    [Fact]
    public void A_newer_version_is_named_beside_what_this_build_reads()
    {
        var bytes = Write(Format with { Version = 4 }, w => w.Write(1));
        var e = Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadInt32("a")));
        Assert.Contains("TestComponent", e.Message);
        Assert.Contains("version 4", e.Message);
        Assert.Contains("1 to 3", e.Message);
    }

    [Fact]
    public void Every_truncation_is_a_clear_error()
    {
        var bytes = Write(Format, w => w.Write([1f, 2f, 3f]));
        for (var length = 0; length < bytes.Length; length++)
        {
            var e = Assert.Throws<FormatException>(() => Read(bytes[..length], Format, r => r.ReadSingles(3, "a")));
            Assert.Contains("TestComponent", e.Message);
        }
    }

    [Fact]
    public void Every_altered_bit_is_a_clear_error()
    {
        var bytes = Write(Format, w => w.Write([1f, 2f, 3f]));
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var altered = (byte[])bytes.Clone();
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            var e = Assert.Throws<FormatException>(() => Read(altered, Format, r => r.ReadSingles(3, "a")));
            Assert.Contains("TestComponent", e.Message);
        }
    }

    [Fact]
    public void A_forged_length_allocates_little()
    {
        var bytes = Write(Format, w => w.Write(1));
        BitConverter.TryWriteBytes(bytes.AsSpan(sizeof(int)), 2_000_000_000L);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadInt32("a")));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_forged_count_allocates_nothing()
    {
        var bytes = Write(Format, w => w.Write(1f));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadSingles(int.MaxValue * 4L, "prototypes")));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_refused(float bad)
    {
        var bytes = Write(Format, w => w.Write([1f, bad]));
        var e = Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadSingles(2, "prototypes")));
        Assert.Contains("prototypes", e.Message);
    }

    [Fact]
    public void Bytes_left_over_are_refused()
    {
        var bytes = Write(Format, w => w.Write(1L));
        var e = Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadInt32("a")));
        Assert.Contains("4 bytes too many", e.Message);
    }

    [Fact]
    public void A_number_out_of_its_range_is_refused_by_name()
    {
        var bytes = Write(Format, w => w.Write(0));
        var e = Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadInt32("number of prototypes", minimum: 1)));
        Assert.Contains("number of prototypes: 0", e.Message);
    }

    private static byte[] Write(ComponentFormat format, Action<PayloadWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        PayloadFrame.Write(writer, format, write);
        writer.Flush();
        return stream.ToArray();
    }

    private static T Read<T>(byte[] bytes, ComponentFormat format, Func<PayloadReader, T> read)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return PayloadFrame.Read(reader, format, read);
    }
}
