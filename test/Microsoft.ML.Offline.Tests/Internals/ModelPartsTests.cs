using Microsoft.ML.Offline.Tests.Doubles;

namespace Microsoft.ML.Offline.Tests.Internals;

public class ModelPartsTests
{
    [Fact]
    public void PartsStandBesideTheModelAndAreFoundByName()
    {
        using var archive = Written(new Parts());
        using var ctx = new ModelLoadContext(archive, archive.OpenEntry("Whole", ModelLoadContext.ModelStreamName), "Whole");
        var numbers = 0;
        var text = "";
        var sub = 0;
        Assert.True(ctx.TryLoadBinaryStream("State.bin", reader => numbers = reader.ReadInt32()));
        Assert.True(ctx.TryLoadTextStream("Words.txt", reader => text = reader.ReadToEnd()));
        Assert.True(ctx.TryProcessSubModel("Sub", part => sub = part.Reader.ReadInt32()));
        ctx.LoadModel<Shift, SignatureLoadModel>(new MLContext(), out var shift, "Shift");

        Assert.Equal((42, "ä word", 7, 3f), (numbers, text, sub, shift.Amount));
        Assert.True(ctx.ContainsModel("Shift"));
        Assert.True(archive.Contains("Whole/Sub", "Model.key"));
    }

    [Fact]
    public void PartsThatAreNotThereAreNotFound()
    {
        using var archive = Written(new Parts());
        using var ctx = new ModelLoadContext(archive, archive.OpenEntry("Whole", ModelLoadContext.ModelStreamName), "Whole");

        Assert.False(ctx.TryLoadBinaryStream("Other.bin", _ => Assert.Fail("read")));
        Assert.False(ctx.TryLoadTextStream("Other.txt", _ => Assert.Fail("read")));
        Assert.False(ctx.TryProcessSubModel("Other", _ => Assert.Fail("read")));
        Assert.False(ctx.ContainsModel("Other"));
        Assert.False(ctx.LoadModelOrNull<Shift, SignatureLoadModel>(new MLContext(), out var shift, "Other"));
        Assert.Null(shift);
        Assert.Contains("Whole/Other/Model.key", Assert.Throws<FormatException>(
            () => ctx.LoadModel<Shift, SignatureLoadModel>(new MLContext(), out _, "Other")).Message);
    }

    [Fact]
    public void AModelOfAnotherTypeIsRefused()
    {
        using var archive = Written(new Parts());

        Assert.Contains(nameof(Shift), Assert.Throws<InvalidOperationException>(
            () => ModelLoadContext.LoadModel<IDataView, SignatureLoadModel>(new MLContext(), out _, archive, "Whole/Shift")).Message);
    }

    [Fact]
    public void TwoPartsOfOneNameAreRefused()
    {
        var streams = new RepositoryWriter();
        using (streams.CreateEntry("A", "x"))
        {
            Assert.Throws<InvalidOperationException>(() => streams.CreateEntry("A", "x"));
        }
    }

    [Fact]
    public void AModelInAStreamOfItsOwnHasNoParts()
    {
        using var writer = new BinaryWriter(new MemoryStream());
        using var ctx = new ModelSaveContext(writer);

        Assert.False(ctx.InRepository);
        Assert.Throws<InvalidOperationException>(() => ctx.SaveBinaryStream("State.bin", _ => { }));
    }

    [Fact]
    public void WhatCannotBeSavedIsNamed() =>
        Assert.Contains("String", Assert.Throws<InvalidOperationException>(
            () => ModelSaveContext.SaveModel(new RepositoryWriter(), "text", "Whole")).Message);

    private static RepositoryReader Written(ICanSaveModel model)
    {
        var streams = new RepositoryWriter();
        ModelSaveContext.SaveModel(streams, model, "Whole");
        var target = new MemoryStream();
        streams.Commit(target);
        target.Position = 0;
        return RepositoryReader.Open(target);
    }

    private sealed class Parts : ICanSaveModel
    {
        public void Save(ModelSaveContext ctx)
        {
            ctx.SetVersionInfo(Shift.Version);
            ctx.SaveBinaryStream("State.bin", writer => writer.Write(42));
            ctx.SaveTextStream("Words.txt", writer => writer.Write("ä word"));
            ctx.SaveSubModel("Sub", part =>
            {
                part.SetVersionInfo(Shift.Version);
                part.Writer.Write(7);
            });
            ctx.SaveModel(new Shift("Y", "X", 3), "Shift");
        }
    }
}
