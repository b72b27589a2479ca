using System.IO.Compression;
using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Models;

/// <summary>The entry Schema of a model, which ML.NET and Offline write for each other.</summary>
public class SchemaFileTests
{
    private static readonly byte[] Golden = ReadGolden();

    [Fact]
    public void TheTypesOfMLNetsFileAreRead()
    {
        var schema = Load(Golden)!;

        Assert.Equal(
            "SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Single Double String Boolean TimeSpan DateTime DateTimeOffset DataViewRowId "
            + "Key<UInt32, 0-2> Key<Byte, 0-6> Key<UInt64, 0-18446744073709551614> Vector<Single, 2> Vector<Double> Vector<String, 2, 3> "
            + "Vector<Key<UInt32, 0-4>, 4> Vector<Boolean, *, 3> Vector<Single, 3> Key<UInt32, 0-2> Single",
            string.Join(" ", schema.Select(c => c.Type)));
        Assert.Equal(["V2", "VU", "V23", "VK", "V03", "VN", "KF", "KF"], schema.Skip(19).Select(c => c.Name));
        Assert.True(schema[25].IsHidden);
        Assert.Equal("SlotNames IsNormalized", Kinds(schema["VN"]));
        Assert.Equal("KeyValues F I T No K TS DT DTO RID B3 VU UI8 I1 B9 TD E0 ST DO2 BS", Kinds(schema[25]));
    }

    [Fact]
    public void TheAnnotationsOfMLNetsFileAreRead()
    {
        var annotations = Load(Golden)![25].Annotations;
        var time = new DateTime(2020, 1, 2, 3, 4, 5);
        var instant = new DateTimeOffset(time, TimeSpan.FromMinutes(90));

        Assert.Equal([0, 2.5f, 0], Values<float>(annotations, "KeyValues"));
        Assert.Equal((1.5, -7, (sbyte)-5, 5UL), (Value<double>(annotations, "F"), Value<int>(annotations, "I"), Value<sbyte>(annotations, "I1"), Value<ulong>(annotations, "UI8")));
        Assert.Equal(("hi", false, 2u), (Value<ReadOnlyMemory<char>>(annotations, "T").ToString(), Value<bool>(annotations, "No"), Value<uint>(annotations, "K")));
        Assert.Equal((TimeSpan.FromTicks(123456789), time), (Value<TimeSpan>(annotations, "TS"), Value<DateTime>(annotations, "DT")));
        Assert.True(instant.EqualsExact(Value<DateTimeOffset>(annotations, "DTO")));
        Assert.Equal(new DataViewRowId(1, 2), Value<DataViewRowId>(annotations, "RID"));
        Assert.Equal(Enumerable.Range(0, 17).Select(i => i % 3 == 0), Values<bool>(annotations, "B9"));
        Assert.Equal([1, 3, 9], Values<bool>(annotations, "BS").Index().Where(b => b.Item).Select(b => b.Index));
        Assert.Equal([5L, -1L], Values<long>(annotations, "VU"));
        Assert.Equal([new DateTime(1), new DateTime(2)], Values<DateTime>(annotations, "TD"));
        Assert.Empty(Values<float>(annotations, "E0"));
        Assert.Equal(["", "x", "", "yz"], Values<ReadOnlyMemory<char>>(annotations, "ST").Select(t => t.ToString()));
        Assert.Equal([instant, default], Values<DateTimeOffset>(annotations, "DO2"));
        Assert.Equal(["a", "", "ccé"], Values<ReadOnlyMemory<char>>(Load(Golden)!["VN"].Annotations, "SlotNames").Select(t => t.ToString()));
    }

    [Fact]
    public void WhatIsReadIsWrittenAgain()
    {
        var schema = Load(Golden);
        using var stream = new MemoryStream();
        new MLContext().Model.Save(new TransformerChain<ITransformer>(), schema, stream);

        var again = Load(stream.ToArray())!;
        Assert.Equal(schema!.Select(c => (c.Name, c.Type, Kinds(c))), again.Select(c => (c.Name, c.Type, Kinds(c))));
        Assert.Equal(Values<bool>(schema![25].Annotations, "B9"), Values<bool>(again[25].Annotations, "B9"));
        Assert.Equal([0, 2.5f, 0], Values<float>(again[25].Annotations, "KeyValues"));
    }

    [Fact]
    public void AColumnOfAnUnknownCodecIsLeftOut()
    {
        var altered = WithSchema(bytes => bytes[bytes.AsSpan().LastIndexOf("DataViewRowId"u8)] = (byte)'X');

        Assert.Equal(Load(Golden)!.Select(c => c.Name).Where(n => n != "C15"), Load(altered)!.Select(c => c.Name));
    }

    [Fact]
    public void WithoutTheEntryThereIsNoSchema() =>
        Assert.Null(Load(Edited(archive => archive.GetEntry("Schema")!.Delete())));

    [Fact]
    public void WhatIsNoSchemaIsRefused()
    {
        Assert.Throws<FormatException>(() => Load(WithSchema(bytes => bytes[0] ^= 1)));
        Assert.Throws<FormatException>(() => Load(WithSchema(bytes => bytes[^1] ^= 1)));
        Assert.Throws<InvalidOperationException>(() => Load(WithSchema(bytes => (bytes[8], bytes[16]) = (9, 9))));
        Assert.Throws<FormatException>(() => Load(Edited(archive => Write(archive, [1, 2, 3]))));
        Assert.ThrowsAny<Exception>(() => Load(WithSchema(bytes => bytes[48] += 1)));
    }

    [Fact]
    public void EveryTruncationIsRefused()
    {
        var length = 0;
        WithSchema(bytes => length = bytes.Length);
        for (var i = 0; i < length; i += 7)
        {
            var kept = i;
            Assert.ThrowsAny<Exception>(() => Load(Edited(archive => Write(archive, Read(archive)[..kept]))));
        }
    }

    private static string Kinds(DataViewSchema.Column column) => string.Join(" ", column.Annotations.Schema.Select(a => a.Name));

    private static T Value<T>(DataViewSchema.Annotations annotations, string kind)
    {
        T value = default!;
        annotations.GetValue(kind, ref value);
        return value;
    }

    private static T[] Values<T>(DataViewSchema.Annotations annotations, string kind) => [.. Value<VBuffer<T>>(annotations, kind).DenseValues()];

    private static DataViewSchema? Load(byte[] model)
    {
        new MLContext().Model.Load(new MemoryStream(model), out var schema);
        return schema;
    }

    private static byte[] WithSchema(Action<byte[]> alter) => Edited(archive =>
    {
        var bytes = Read(archive);
        alter(bytes);
        Write(archive, bytes);
    });

    private static byte[] Edited(Action<ZipArchive> edit)
    {
        using var stream = new MemoryStream();
        stream.Write(Golden);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            edit(archive);

        return stream.ToArray();
    }

    private static byte[] Read(ZipArchive archive)
    {
        using var copy = new MemoryStream();
        using var entry = archive.GetEntry("Schema")!.Open();
        entry.CopyTo(copy);
        return copy.ToArray();
    }

    private static void Write(ZipArchive archive, byte[] bytes)
    {
        archive.GetEntry("Schema")!.Delete();
        using var entry = archive.CreateEntry("Schema").Open();
        entry.Write(bytes);
    }

    private static byte[] ReadGolden()
    {
        using var copy = new MemoryStream();
        using var resource = typeof(SchemaFileTests).Assembly.GetManifestResourceStream("AllTypes.zip")!;
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}
