using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.DataView;
using Microsoft.ML.Offline.Tests.Doubles;

namespace Microsoft.ML.Offline.Tests.Models;

public class ModelOperationsCatalogTests
{
    private static readonly TransformerChain<Shift> Chain = new TransformerChain<Shift>(new Shift("Y", "X", 1)).Append(new Shift("Z", "Y", 2), TransformerScope.Scoring);

    [Fact]
    public void AChainComesBackInAFreshContext()
    {
        var ml = new MLContext();
        var data = Number.View(ml, 1, 2);
        var loaded = Loaded(Saved(Chain, data.Schema), out var schema);
        var model = Assert.IsType<TransformerChain<ITransformer>>(loaded);

        Assert.Equal([4f, 5f], model.Transform(data).GetColumn<float>("Z"));
        Assert.Equal([2f], model.Cast<Shift>().Select(s => s.Amount).Skip(1));
        Assert.Single(model.GetModelFor(TransformerScope.Training));
        Assert.Equal(["X"], schema!.Select(c => c.Name));
    }

    [Fact]
    public void TheArchiveHasTheEntriesOfMLNet()
    {
        using var archive = new ZipArchive(new MemoryStream(Saved(Chain)));
        using var version = new StreamReader(archive.GetEntry("TrainingInfo/Version.txt")!.Open());

        // The package writes its informational version, which may name the commit it was built from.
        Assert.Matches("^5\\.0\\.0(\\+\\S+)?\n$", version.ReadToEnd());
        Assert.Equal(
            ["TrainingInfo/Version.txt", "TransformerChain/Model.key", "TransformerChain/Transform_000/Model.key", "TransformerChain/Transform_001/Model.key"],
            archive.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));

        using var key = new MemoryStream();
        using (var entry = archive.GetEntry("TransformerChain/Model.key")!.Open())
            entry.CopyTo(key);
        Assert.Equal([2, 7, 4], Enumerable.Range(0, 3).Select(i => BitConverter.ToInt32(key.GetBuffer(), 256 + (4 * i))));
    }

    [Fact]
    public void ASingleTransformerStandsWhereAChainWould()
    {
        var shift = Assert.IsType<Shift>(Loaded(Saved(new Shift("Y", "X", 3)), out var schema));

        Assert.Equal(3, shift.Amount);
        Assert.Null(schema);
    }

    [Fact]
    public void AFileIsWrittenAndRead()
    {
        var path = Path.GetTempFileName();
        try
        {
            new MLContext().Model.Save(Chain, null, path);
            Assert.Equal(2, Assert.IsType<TransformerChain<ITransformer>>(new MLContext().Model.Load(path, out _)).Count());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AStreamThatCannotSeekWillDo()
    {
        using var target = new MemoryStream();
        using (var zipped = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
            new MLContext().Model.Save(Chain, null, zipped);

        target.Position = 0;
        using var source = new GZipStream(target, CompressionMode.Decompress);
        Assert.Equal(2, Assert.IsType<TransformerChain<ITransformer>>(new MLContext().Model.Load(source, out _)).Count());
    }

    [Fact]
    public void TheSchemaKeepsTypesAndAnnotations()
    {
        var builder = DataViewSchemaTests.WithAnnotations();
        builder.AddColumn("K", new KeyDataViewType(typeof(ushort), 9));
        builder.AddColumn("T", TextDataViewType.Instance);
        builder.AddColumn("U", new VectorDataViewType(NumberDataViewType.Double, 0, 3));
        builder.AddColumn("T", DateTimeOffsetDataViewType.Instance);
        var schema = builder.ToSchema();
        Loaded(Saved(new Shift("Y", "X", 1), schema), out var loaded);
        VBuffer<ReadOnlyMemory<char>> names = default;
        loaded!["V"].GetSlotNames(ref names);

        Assert.Equal(schema.Select(c => (c.Name, c.Type, c.IsHidden)), loaded.Select(c => (c.Name, c.Type, c.IsHidden)));
        Assert.Equal(["a", "b"], names.DenseValues().Select(n => n.ToString()));
        Assert.True(loaded["V"].IsNormalized());
    }

    [Fact]
    public void AnUnknownLoaderIsNamed()
    {
        var bytes = EditedKey(Saved(new Shift("Y", "X", 1)), key => Encoding.ASCII.GetBytes("TestOther").CopyTo(key, 0x50));

        Assert.StartsWith("Couldn't load model: 'TransformerChain'", Assert.Throws<FormatException>(() => Loaded(bytes, out _)).Message);
    }

    [Fact]
    public void AnAssemblyThatIsNotThereIsNamed()
    {
        var name = Encoding.Unicode.GetBytes("Microsoft.ML.Offline.Tests");
        var bytes = EditedKey(Saved(new Shift("Y", "X", 1)), key => key[key.AsSpan().IndexOf(name)] = (byte)'L');

        Assert.Contains("'Licrosoft.ML.Offline.Tests", Assert.Throws<FileNotFoundException>(() => Loaded(bytes, out _)).Message);
    }

    [Fact]
    public void WhatALoaderThrowsComesWrappedOnceANesting()
    {
        var alone = Assert.Throws<TargetInvocationException>(() => Loaded(Saved(new Shift("Y", "X", float.NaN)), out _));
        var chained = Assert.Throws<TargetInvocationException>(
            () => Loaded(Saved(new TransformerChain<Shift>(new Shift("Y", "X", float.NaN))), out _));

        Assert.IsType<FormatException>(alone.InnerException);
        Assert.IsType<TargetInvocationException>(chained.InnerException);
        Assert.Contains("A shift of NaN", Assert.IsType<FormatException>(chained.GetBaseException()).Message);
    }

    [Fact]
    public void WhatMLNetMarksComesWrappedTwice()
    {
        // The version is checked by ML.NET, which marks what it throws.
        var newer = EditedKey(Saved(new Shift("Y", "X", 1)), key => BitConverter.TryWriteBytes(key.AsSpan(0x4C), 0x00020001));

        var error = Assert.Throws<InvalidOperationException>(() => Loaded(newer, out _));
        Assert.Equal("Error during class instantiation", error.Message);
        Assert.IsType<FormatException>(Assert.IsType<TargetInvocationException>(error.InnerException).InnerException);
    }

    [Fact]
    public void ATruncatedArchiveIsInvalidData()
    {
        var bytes = Saved(Chain);

        Assert.IsType<InvalidDataException>(Assert.Throws<FormatException>(() => Loaded(bytes[..(bytes.Length / 2)], out _)).InnerException);
        Assert.IsType<InvalidDataException>(Assert.Throws<FormatException>(() => Loaded([], out _)).InnerException);
    }

    [Fact]
    public void AMissingPartIsAnError()
    {
        var part = Edited(Saved(Chain), archive => archive.GetEntry("TransformerChain/Transform_001/Model.key")!.Delete());
        var whole = Edited(Saved(Chain, Number.View(new MLContext()).Schema), archive => archive.GetEntry("TransformerChain/Model.key")!.Delete());

        Assert.IsType<FormatException>(Assert.Throws<InvalidOperationException>(() => Loaded(part, out _)).GetBaseException());
        Assert.Throws<FormatException>(() => Loaded(whole, out _));
    }

    [Fact]
    public void APredictionEngineIsMadeThreeWays()
    {
        var ml = new MLContext();
        var input = new Number { X = 4 };
        // Each engine owns the chain, to which that means nothing.
        using var byDefault = ml.Model.CreatePredictionEngine<Number, Prediction>(Chain);
        using var byOptions = ml.Model.CreatePredictionEngine<Number, Prediction>(Chain, new PredictionEngineOptions { OwnsTransformer = false });
        using var bySchema = ml.Model.CreatePredictionEngine<Number, Prediction>(Chain, Number.View(ml).Schema);

        Assert.Equal([7f, 7f, 7f], [byDefault.Predict(input).Z, byOptions.Predict(input).Z, bySchema.Predict(input).Z]);
    }

    private static byte[] Saved(ITransformer model, DataViewSchema? schema = null)
    {
        using var stream = new MemoryStream();
        new MLContext().Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    private static ITransformer Loaded(byte[] bytes, out DataViewSchema? schema) =>
        new MLContext().Model.Load(new MemoryStream(bytes), out schema);

    private static byte[] Edited(byte[] bytes, Action<ZipArchive> edit)
    {
        using var stream = new MemoryStream();
        stream.Write(bytes);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            edit(archive);

        return stream.ToArray();
    }

    private static byte[] EditedKey(byte[] bytes, Action<byte[]> edit) => Edited(bytes, archive =>
    {
        using var key = new MemoryStream();
        using (var source = archive.GetEntry("TransformerChain/Model.key")!.Open())
            source.CopyTo(key);

        var content = key.ToArray();
        edit(content);
        archive.GetEntry("TransformerChain/Model.key")!.Delete();
        Write(archive, "TransformerChain/Model.key", content);
    });

    private static void Write(ZipArchive archive, string name, byte[] content)
    {
        using var target = archive.CreateEntry(name).Open();
        target.Write(content);
    }

    private sealed class Prediction
    {
        public float Z { get; set; }
    }
}
