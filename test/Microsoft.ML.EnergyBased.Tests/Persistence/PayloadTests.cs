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
            Assert.Null(r.ReadOptionalColumnName("g"));
            Assert.Equal("x", r.ReadOptionalColumnName("h"));
            Assert.Equal([1f, -2f, float.MaxValue], r.ReadSingles("i", 3));
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
            var e = Assert.Throws<FormatException>(() => Read(bytes[..length], Format, r => r.ReadSingles("a", 3)));
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
            var e = Assert.Throws<FormatException>(() => Read(altered, Format, r => r.ReadSingles("a", 3)));
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
        Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadSingles("prototypes", int.MaxValue * 4L)));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_refused(float bad)
    {
        var bytes = Write(Format, w => w.Write([1f, bad]));
        var e = Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadSingles("prototypes", 2)));
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

    [Theory]
    [InlineData(4, int.MaxValue)]
    [InlineData(1L << 32, 1 << 30)]
    [InlineData(long.MaxValue, 2)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    public void A_product_of_counts_that_overflows_is_refused(long count, int size)
    {
        var bytes = Write(Format, w => w.Write(1f));
        Assert.Contains("prototypes", Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadSingles("prototypes", count, size))).Message);
        Assert.Contains("variances", Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadDoubles("variances", count, size))).Message);
    }

    [Fact]
    public void A_string_that_claims_more_than_there_is_allocates_nothing()
    {
        // 2³¹ − 1 bytes in groups of seven bits; 2³² in the second.
        foreach (var length in new byte[][] { [0xff, 0xff, 0xff, 0xff, 0x07], [0xff, 0xff, 0xff, 0xff, 0x0f] })
        {
            var bytes = Payloads.Framed(length);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var e = Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadString("name")));
            Assert.Contains("name", e.Message);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        }
    }

    [Fact]
    public void A_payload_of_zeros_is_not_held_in_memory_before_its_digest_is_looked_at()
    {
        const long Length = 64 << 20;
        using var stream = new ZeroStream([.. BitConverter.GetBytes(1), .. BitConverter.GetBytes(Length)], Length + 8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<FormatException>(() => PayloadFrame.Read(stream, Format, r => r.ReadInt32("a")));
        Assert.Contains("digest", e.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(int.MaxValue - 4)]
    public void A_payload_inside_that_claims_more_than_there_is_is_refused_by_its_length(int more)
    {
        var inner = new ComponentFormat("InnerComponent", "TESTTEST", "Test", Version: 1);
        var bytes = Write(Format, w =>
        {
            w.Write(1);
            w.Write(4 + more);
            w.Write(7);
        });
        var e = Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadNested(inner, nested => nested.ReadInt32("a"))));
        Assert.Contains("TestComponent", e.Message);
        Assert.Contains("length of InnerComponent", e.Message);
    }

    [Fact]
    public void A_payload_inside_is_read_to_its_end_and_no_further()
    {
        var inner = new ComponentFormat("InnerComponent", "TESTTEST", "Test", Version: 1);
        var bytes = Write(Format, w =>
        {
            w.Write(1);
            w.WriteNested(nested => nested.Write(7));
            w.Write(8);
        });
        Assert.Equal((7, 8), Read(bytes, Format, r => (r.ReadNested(inner, nested => nested.ReadInt32("a")), r.ReadInt32("b"))));
        Assert.Contains("ends before b", Assert.Throws<FormatException>(
            () => Read(bytes, Format, r => r.ReadNested(inner, nested => (nested.ReadInt32("a"), nested.ReadInt32("b"))))).Message);
        Assert.Contains("4 bytes too many", Assert.Throws<FormatException>(() => Read(bytes, Format, r => r.ReadNested(inner, _ => 0))).Message);
    }

    private static byte[] Write(ComponentFormat format, Action<PayloadWriter> write) => Payloads.Framed(format, write);

    private static T Read<T>(byte[] bytes, ComponentFormat format, Func<PayloadReader, T> read)
    {
        using var stream = new MemoryStream(bytes);
        return PayloadFrame.Read(stream, format, read);
    }

    /// <summary>Some bytes, and zeros behind them that lie nowhere.</summary>
    private sealed class ZeroStream(byte[] head, long zeros) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => head.Length + zeros;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = (int)Math.Min(count, Length - Position);
            for (var i = 0; i < count; i++, Position++)
                buffer[offset + i] = Position < head.Length ? head[Position] : (byte)0;
            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
