using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P30_loaded_in_a_fresh_context_it_gives_the_same_schema_and_bits()
    {
        var model = Fit();
        var table = WithCompany(Annotated(Scoring, SlotNames.Of));
        var zip = SavedModel.Zip(Ml, model, table.Schema);
        using var stream = new MemoryStream(zip);
        var loaded = new MLContext().Model.Load(stream, out var schema);
        Assert.IsType<TTransformer>(loaded);
        Assert.Equal(ViewText.OfSchema(table.Only(Inputs).Schema), ViewText.OfSchema(schema!).Where(l => Inputs.Any(i => l.StartsWith($"{i}:", StringComparison.Ordinal) && !l.Contains("(hidden)"))));
        Assert.Equal(ViewText.OfSchema(model.GetOutputSchema(table.Schema)), ViewText.OfSchema(loaded.GetOutputSchema(table.Schema)));
        Assert.Equal(Score(model), Score(loaded));
        Assert.Equal(Score(model), Mapped(loaded, Scoring));
        Assert.Equal(Score(model), Predicted(loaded));
    }

    [Point]
    public void P30_loaded_in_a_fresh_process_it_gives_the_same_schema_and_bits()
    {
        var folder = Directory.CreateTempSubdirectory("contract");
        try
        {
            var model = Fit();
            var (zip, csv) = (Path.Combine(folder.FullName, "model.zip"), Path.Combine(folder.FullName, "data.csv"));
            TableCsv.Write(csv, Scoring, Inputs);
            var fields = TableCsv.Fields(Scoring, Inputs).ToArray();
            var data = Ml.Data.LoadFromTextFile(csv, new TextLoader.Options
            {
                HasHeader = true,
                Separators = [','],
                Columns = [.. fields.Select(f => f.IsVector
                    ? new TextLoader.Column(f.Name, DataKind.Single, f.First, f.Last)
                    : new TextLoader.Column(f.Name, DataKind.Single, f.First))],
            });
            Ml.Model.Save(model, data.Schema, zip);
            var view = model.Transform(data);

            var lines = LoaderProcess.Run([zip, csv, .. fields.Select(f => f.IsVector
                ? FormattableString.Invariant($"{f.Name}:{f.First}-{f.Last}")
                : FormattableString.Invariant($"{f.Name}:{f.First}"))]);
            Assert.Equal(Labelled("saved", ViewText.OfSchema(data.Schema)), lines.Where(l => l.StartsWith("saved|", StringComparison.Ordinal)));
            Assert.Equal(Labelled("schema", ViewText.OfSchema(view.Schema)), lines.Where(l => l.StartsWith("schema|", StringComparison.Ordinal)));
            Assert.Equal(Labelled("row", ViewText.OfRows(view, view.Schema)), lines.Where(l => l.StartsWith("row|", StringComparison.Ordinal)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static IEnumerable<string> Labelled(string kind, string[] lines) => lines.Select(l => $"{kind}|{l}");
    }

    [Point]
    public void P31_saving_twice_gives_equal_payloads()
    {
        var model = Fit();
        var saved = Save(model);
        SavedModel.AssertEqual(saved, Save(model));
        SavedModel.AssertEqual(saved, Save(Reload(model, Training.Schema)));
    }

    [Point]
    public void P31_the_golden_models_of_all_versions_load_and_score_as_they_did()
    {
        if (Golden.WriteTo is { } target)
        {
            // One file set a version: see README.md beside this file.
            var model = Fit();
            Golden.Write(target, Name, Scoring.Take(20), Inputs, zip => Ml.Model.Save(model, Scoring.Schema, zip), table => Score(model, table));
            return;
        }

        var versions = Golden.Versions(Name).ToArray();
        Assert.Contains(Golden.CurrentVersion, versions.Select(v => v.Version));
        foreach (var golden in versions)
        {
            var loaded = new MLContext().Model.Load(golden.Zip, out _);
            Assert.IsType<TTransformer>(loaded);
            var view = loaded.Transform(TableCsv.Read(golden.Csv).View());
            foreach (var name in golden.Outputs)
            {
                var near = Outputs.First(output => output.Name == name).Golden;
                NumberText.AssertClose(golden.Of(name), ViewText.OfRows(view, [view.Schema[name]]), near, near / 10);
            }
        }
    }
}
