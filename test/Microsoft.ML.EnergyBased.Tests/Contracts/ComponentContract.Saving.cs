namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P31_a_full_disk_is_told_and_leaves_the_model_as_it_was()
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
            Assert.True(e?.GetBaseException() is IOException { Message: FullDisk.Full }, $"{room} of {zip.Length} bytes (payload {payload}): {e}");
        }

        Assert.Equal(expected, Score(model));
        SavedModel.AssertEqual(new SavedModel(zip), Save(model, Scoring));
    }

    [Point]
    public void P31_a_target_that_cannot_be_written_is_told()
    {
        var model = Fit();
        using var readOnly = new MemoryStream(new byte[1 << 20], writable: false);
        Assert.NotNull(Record.Exception(() => Ml.Model.Save(model, Scoring.Schema, readOnly)));
        var folder = Directory.CreateTempSubdirectory("saving");
        try
        {
            // A folder in the place of the file, and a folder that is not there.
            Assert.NotNull(Record.Exception(() => Ml.Model.Save(model, Scoring.Schema, folder.FullName)));
            Assert.ThrowsAny<IOException>(() => Ml.Model.Save(model, Scoring.Schema, Path.Combine(folder.FullName, "none", "model.zip")));
            var path = Path.Combine(folder.FullName, "model.zip");
            Ml.Model.Save(model, Scoring.Schema, path);
            using var stream = File.OpenRead(path);
            Assert.Equal(Score(model), Score(new MLContext().Model.Load(stream, out _)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private SavedModel Save(ITransformer model, Table table) => SavedModel.Of(Ml, model, table.Schema);
}
