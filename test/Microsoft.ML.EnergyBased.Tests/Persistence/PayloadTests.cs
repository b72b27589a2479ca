using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Tests.Persistence;

public sealed class PayloadTests
{
    private static readonly ComponentFormat Format = new("TestComponent", "TESTTEST", "Test", Version: 3);

    [Fact]
    public void WhatWasWrittenIsReadBack()
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
            r.Version.Should().Be(3);
            r.ReadInt32("a").Should().Be(-7);
            r.ReadInt64("b").Should().Be(1L << 40);
            r.ReadSingle("c").Should().Be(1.5f);
            r.ReadDouble("d").Should().Be(double.PositiveInfinity);
            r.ReadBoolean("e").Should().BeTrue();
            r.ReadString("f").Should().Be("Größe");
            r.ReadOptionalColumnName("g").Should().BeNull();
            r.ReadOptionalColumnName("h").Should().Be("x");
            r.ReadSingles("i", 3).ShouldEqual([1f, -2f, float.MaxValue]);
            return 0;
        });
    }

    [Fact]
    public void AnOlderVersionReadsAndSaysSo()
        => Read(Write(Format with { Version = 2 }, w => w.Write(1)), Format, r => r.ReadInt32("a") + r.Version - 1).Should().Be(2);

    [Fact]
    public void ANewerVersionIsNamedBesideWhatThisBuildReads()
    {
        var bytes = Write(Format with { Version = 4 }, w => w.Write(1));
        var e = FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadInt32("a"))).Should().ThrowExactly<FormatException>().Which;
        e.Message.Should().Contain("TestComponent");
        e.Message.Should().Contain("version 4");
        e.Message.Should().Contain("1 to 3");
    }

    [Fact]
    public void EveryTruncationIsAClearError()
    {
        var bytes = Write(Format, w => w.Write([1f, 2f, 3f]));
        for (var length = 0; length < bytes.Length; length++)
        {
            var e = FluentActions.Invoking(() => Read(bytes[..length], Format, r => r.ReadSingles("a", 3)))
                .Should().ThrowExactly<FormatException>().Which;
            e.Message.Should().Contain("TestComponent");
        }
    }

    [Fact]
    public void EveryAlteredBitIsAClearError()
    {
        var bytes = Write(Format, w => w.Write([1f, 2f, 3f]));
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var altered = (byte[])bytes.Clone();
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            var e = FluentActions.Invoking(() => Read(altered, Format, r => r.ReadSingles("a", 3))).Should().ThrowExactly<FormatException>().Which;
            e.Message.Should().Contain("TestComponent");
        }
    }

    [Fact]
    public void AForgedLengthAllocatesLittle()
    {
        var bytes = Write(Format, w => w.Write(1));
        BitConverter.TryWriteBytes(bytes.AsSpan(sizeof(int)), 2_000_000_000L);
        var before = GC.GetAllocatedBytesForCurrentThread();
        FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadInt32("a"))).Should().ThrowExactly<FormatException>();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    [Fact]
    public void AForgedCountAllocatesNothing()
    {
        var bytes = Write(Format, w => w.Write(1f));
        var before = GC.GetAllocatedBytesForCurrentThread();
        FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadSingles("prototypes", int.MaxValue * 4L)))
            .Should().ThrowExactly<FormatException>();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void NumbersThatAreNotFiniteAreRefused(float bad)
    {
        var bytes = Write(Format, w => w.Write([1f, bad]));
        var e = FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadSingles("prototypes", 2))).Should().ThrowExactly<FormatException>().Which;
        e.Message.Should().Contain("prototypes");
    }

    [Fact]
    public void BytesLeftOverAreRefused()
    {
        var bytes = Write(Format, w => w.Write(1L));
        var e = FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadInt32("a"))).Should().ThrowExactly<FormatException>().Which;
        e.Message.Should().Contain("4 bytes too many");
    }

    [Fact]
    public void ANumberOutOfItsRangeIsRefusedByName()
    {
        var bytes = Write(Format, w => w.Write(0));
        var e = FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadInt32("number of prototypes", minimum: 1)))
            .Should().ThrowExactly<FormatException>().Which;
        e.Message.Should().Contain("number of prototypes: 0");
    }

    [Theory]
    [InlineData(4, int.MaxValue)]
    [InlineData(1L << 32, 1 << 30)]
    [InlineData(long.MaxValue, 2)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    public void AProductOfCountsThatOverflowsIsRefused(long count, int size)
    {
        var bytes = Write(Format, w => w.Write(1f));
        FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadSingles("prototypes", count, size)))
            .Should().ThrowExactly<FormatException>().Which.Message.Should().Contain("prototypes");
        FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadDoubles("variances", count, size)))
            .Should().ThrowExactly<FormatException>().Which.Message.Should().Contain("variances");
    }

    [Fact]
    public void AStringThatClaimsMoreThanThereIsAllocatesNothing()
    {
        // 2³¹ − 1 bytes in groups of seven bits; 2³² in the second.
        foreach (var length in new byte[][] { [0xff, 0xff, 0xff, 0xff, 0x07], [0xff, 0xff, 0xff, 0xff, 0x0f] })
        {
            var bytes = Payloads.Framed(length);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var e = FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadString("name"))).Should().ThrowExactly<FormatException>().Which;
            e.Message.Should().Contain("name");
            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
        }
    }

    [Fact]
    public void APayloadOfZerosIsNotHeldInMemoryBeforeItsDigestIsLookedAt()
    {
        const long Length = 64 << 20;
        using var stream = new ZeroStream([.. BitConverter.GetBytes(1), .. BitConverter.GetBytes(Length)], Length + 8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = FluentActions.Invoking(() => PayloadFrame.Read(stream, Format, r => r.ReadInt32("a"))).Should().ThrowExactly<FormatException>().Which;
        e.Message.Should().Contain("digest");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(int.MaxValue - 4)]
    public void APayloadInsideThatClaimsMoreThanThereIsIsRefusedByItsLength(int more)
    {
        var inner = new ComponentFormat("InnerComponent", "TESTTEST", "Test", Version: 1);
        var bytes = Write(Format, w =>
        {
            w.Write(1);
            w.Write(4 + more);
            w.Write(7);
        });
        var e = FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadNested(inner, nested => nested.ReadInt32("a"))))
            .Should().ThrowExactly<FormatException>().Which;
        e.Message.Should().Contain("TestComponent");
        e.Message.Should().Contain("length of InnerComponent");
    }

    [Fact]
    public void APayloadInsideIsReadToItsEndAndNoFurther()
    {
        var inner = new ComponentFormat("InnerComponent", "TESTTEST", "Test", Version: 1);
        var bytes = Write(Format, w =>
        {
            w.Write(1);
            w.WriteNested(nested => nested.Write(7));
            w.Write(8);
        });
        Read(bytes, Format, r => (r.ReadNested(inner, nested => nested.ReadInt32("a")), r.ReadInt32("b"))).Should().Be((7, 8));
        FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadNested(inner, nested => (nested.ReadInt32("a"), nested.ReadInt32("b")))))
            .Should().ThrowExactly<FormatException>().Which.Message.Should().Contain("ends before b");
        FluentActions.Invoking(() => Read(bytes, Format, r => r.ReadNested(inner, _ => 0)))
            .Should().ThrowExactly<FormatException>().Which.Message.Should().Contain("4 bytes too many");
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
