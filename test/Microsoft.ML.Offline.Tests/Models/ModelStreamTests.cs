using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Models;

public class ModelStreamTests
{
    private static readonly VersionInfo Version = new("TSTMODEL", 0x00010003, 0x00010002, 0x00010001, "Some.Assembly", "Loader", "Other");

    [Fact]
    public void EveryByteOfAChainOfNoTransformersIsAsDescribed()
    {
        const string Assembly = "Microsoft.ML.Data, Version=1.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";
        var bytes = Written(((ICanSaveModel)new TransformerChain<ITransformer>()).Save);

        using var expected = new MemoryStream();
        using var writer = new BinaryWriter(expected);
        void Fill(int position) => writer.Write(new byte[position - (int)expected.Position]);
        var tail = 260 + (Assembly.Length * 2);
        writer.Write(Encoding.ASCII.GetBytes("ML\0MODEL"));
        writer.Write(0x00010002);
        writer.Write(0x00010002);
        writer.Write(256L);
        writer.Write(4L);
        Fill(0x40);
        writer.Write(Encoding.ASCII.GetBytes("XF\0CHAIN"));
        writer.Write(0x00010001);
        writer.Write(0x00010001);
        writer.Write(Encoding.ASCII.GetBytes("TransformerChain"));
        Fill(0x80);
        writer.Write((long)tail);
        writer.Write(tail + 8L);
        writer.Write(260L);
        writer.Write(Assembly.Length * 2);
        Fill(256);
        writer.Write(0);
        writer.Write(Encoding.Unicode.GetBytes(Assembly));
        writer.Write(Encoding.ASCII.GetBytes("LEDOM\0LM"));

        Assert.Equal(expected.ToArray(), bytes);
    }

    [Theory]
    [InlineData("SHORT")]
    [InlineData("MUCHTOOLONG")]
    public void ASignatureHasEightCharacters(string signature) =>
        Assert.Throws<InvalidOperationException>(() => new VersionInfo(signature, 1, 1, 1, "Some.Assembly"));

    [Fact]
    public void StringsStandBehindTheModelBlockOnce()
    {
        var bytes = Written(ctx =>
        {
            ctx.SetVersionInfo(Version);
            ctx.SaveString("one");
            ctx.SaveStringOrNull(null);
            ctx.SaveString("three");
            ctx.SaveNonEmptyString("one".AsMemory());
        });

        Assert.Equal([0, -1, 1, 0], Enumerable.Range(0, 4).Select(i => BitConverter.ToInt32(bytes, 256 + (4 * i))));
        Assert.Equal([256 + 16, 16, 256 + 32, 16], Enumerable.Range(0, 4).Select(i => BitConverter.ToInt64(bytes, 0x20 + (8 * i))));
        Assert.Equal([6, 16], [BitConverter.ToInt64(bytes, 272), BitConverter.ToInt64(bytes, 280)]);
        Assert.Equal("onethree", Encoding.Unicode.GetString(bytes, 288, 16));

        using var ctx = Read(bytes);
        ctx.CheckAtModel(Version);
        Assert.Equal(("one", null, "three", "one"), (ctx.LoadString(), ctx.LoadStringOrNull(), ctx.LoadString(), ctx.LoadNonEmptyString()));
        Assert.Equal("Some.Assembly", ctx.LoaderAssemblyName);
        ctx.Done();
    }

    [Fact]
    public void AModelNeedNotStartItsStream()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(7);
        ModelSaveContext.Save(writer, ctx =>
        {
            ctx.SetVersionInfo(Version);
            ctx.SaveString("text");
        });
        writer.Write(8);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);

        Assert.Equal(7, reader.ReadInt32());
        using var loaded = new ModelLoadContext(reader);
        Assert.Equal("text", loaded.LoadString());
        loaded.Done();
        Assert.Equal(8, reader.ReadInt32());
    }

    [Theory]
    [InlineData("TSTOTHER", 0x00010003u, 0x00010001u)]
    [InlineData("TSTMODEL", 0x00010001u, 0x00010001u)]
    [InlineData("TSTMODEL", 0x00010004u, 0x00010004u)]
    public void AForeignNewerOrOlderModelIsRefused(string signature, uint written, uint readBack)
    {
        using var ctx = Read(Written(c => c.SetVersionInfo(Version)));
        var reader = new VersionInfo(signature, written, 0x00010001, readBack, "Some.Assembly");

        Assert.Throws<FormatException>(() => ctx.CheckVersionInfo(reader));
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        var bytes = Written(ctx =>
        {
            ctx.SetVersionInfo(Version);
            ctx.SaveString("one");
        });

        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<FormatException>(() => Read(bytes[..length]));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x0E)]
    [InlineData(0x17)]
    [InlineData(0x1F)]
    [InlineData(0x27)]
    [InlineData(0x2E)]
    [InlineData(0x36)]
    [InlineData(0x87)]
    [InlineData(0x8E)]
    [InlineData(0x9B)]
    public void AlteredHeadersAreRefused(int position)
    {
        var bytes = Written(ctx =>
        {
            ctx.SetVersionInfo(Version);
            ctx.SaveString("one");
        });
        bytes[position] ^= 0x7F;

        Assert.Throws<FormatException>(() => Read(bytes));
    }

    [Fact]
    public void AStringThatIsNotThereIsRefused()
    {
        var bytes = Written(ctx =>
        {
            ctx.SetVersionInfo(Version);
            ctx.SaveString("");
            ctx.Writer.Write(5);
            ctx.SaveStringOrNull(null);
        });
        using var ctx = Read(bytes);

        Assert.Throws<FormatException>(ctx.LoadNonEmptyString);
        Assert.Throws<FormatException>(ctx.LoadString);
        Assert.Throws<FormatException>(ctx.LoadString);
    }

    [Fact]
    public void DoneWantsTheWholeModelRead()
    {
        using var ctx = Read(Written(c =>
        {
            c.SetVersionInfo(Version);
            c.Writer.Write(1);
        }));

        Assert.Throws<FormatException>(ctx.Done);
        Assert.Throws<InvalidOperationException>(() => Written(_ => { }));
    }

    private static byte[] Written(Action<ModelSaveContext> save)
    {
        // A chain writes its parts beside itself; one of none can stand in a stream of its own.
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        ModelSaveContext.Save(writer, save);
        return stream.ToArray();
    }

    private static ModelLoadContext Read(byte[] bytes) => new(new BinaryReader(new MemoryStream(bytes)));
}
