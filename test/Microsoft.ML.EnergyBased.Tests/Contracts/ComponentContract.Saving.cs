namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P31_AFullDiskIsToldAndLeavesTheModelAsItWas()
    {
        var model = Fit();
        var expected = Score(model);
        var zip = SavedModel.Zip(Ml, model, Scoring.Schema);
        // All but the last bytes, which ML.NET writes while it closes the archive and does not look whether it can.
        var payload = Save(model)[Save(model).Component].Length;
        foreach (var room in new[] { 0, 1, zip.Length / 4, zip.Length / 2 })
        {
            using var disk = new FullDisk(room);
            var e = Record.Exception(() => Ml.Model.Save(model, Scoring.Schema, disk));
            (e?.GetBaseException() is IOException { Message: FullDisk.Full })
                .Should().BeTrue("{0} of {1} bytes (payload {2}): {3}", room, zip.Length, payload, e);
        }

        Score(model).Should().Equal(expected);
        SavedModel.AssertEqual(new SavedModel(zip), Save(model, Scoring));
    }

    [Point]
    public void P31_ATargetThatCannotBeWrittenIsTold()
    {
        var model = Fit();
        using var readOnly = new MemoryStream(new byte[1 << 20], writable: false);
        Record.Exception(() => Ml.Model.Save(model, Scoring.Schema, readOnly)).Should().NotBeNull();
        var folder = Directory.CreateTempSubdirectory("saving");
        try
        {
            // A folder in the place of the file, and a folder that is not there.
            Record.Exception(() => Ml.Model.Save(model, Scoring.Schema, folder.FullName)).Should().NotBeNull();
            FluentActions.Invoking(() => Ml.Model.Save(model, Scoring.Schema, Path.Combine(folder.FullName, "none", "model.zip")))
                .Should().Throw<IOException>();
            var path = Path.Combine(folder.FullName, "model.zip");
            Ml.Model.Save(model, Scoring.Schema, path);
            using var stream = File.OpenRead(path);
            Score(new MLContext().Model.Load(stream, out _)).Should().Equal(Score(model));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private SavedModel Save(ITransformer model, Table table) => SavedModel.Of(Ml, model, table.Schema);
}
