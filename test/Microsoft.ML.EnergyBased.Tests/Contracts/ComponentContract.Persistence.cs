using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P30_LoadedInAFreshContextItGivesTheSameSchemaAndBits()
    {
        var model = Fit();
        var table = WithCompany(Annotated(Scoring, SlotNames.Of));
        var zip = SavedModel.Zip(Ml, model, table.Schema);
        using var stream = new MemoryStream(zip);
        var loaded = new MLContext().Model.Load(stream, out var schema);
        loaded.Should().BeOfType<TTransformer>();
        ViewText.OfSchema(schema!).Where(l => Inputs.Any(i => l.StartsWith($"{i}:", StringComparison.Ordinal) && !l.Contains("(hidden)")))
            .Should().Equal(ViewText.OfSchema(table.Only(Inputs).Schema));
        ViewText.OfSchema(loaded.GetOutputSchema(table.Schema)).Should().Equal(ViewText.OfSchema(model.GetOutputSchema(table.Schema)));
        Score(loaded).Should().Equal(Score(model));
        Mapped(loaded, Scoring).Should().Equal(Score(model));
        Predicted(loaded).Should().Equal(Score(model));
    }

    [Point]
    public void P30_LoadedInAFreshProcessItGivesTheSameSchemaAndBits()
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
            lines.Where(l => l.StartsWith("saved|", StringComparison.Ordinal)).Should().Equal(Labelled("saved", ViewText.OfSchema(data.Schema)));
            lines.Where(l => l.StartsWith("schema|", StringComparison.Ordinal)).Should().Equal(Labelled("schema", ViewText.OfSchema(view.Schema)));
            lines.Where(l => l.StartsWith("row|", StringComparison.Ordinal)).Should().Equal(Labelled("row", ViewText.OfRows(view, view.Schema)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static IEnumerable<string> Labelled(string kind, string[] lines) => lines.Select(l => $"{kind}|{l}");
    }

    [Point]
    public void P31_SavingTwiceGivesEqualPayloads()
    {
        var model = Fit();
        var saved = Save(model);
        SavedModel.AssertEqual(saved, Save(model));
        SavedModel.AssertEqual(saved, Save(Reload(model, Training.Schema)));
    }

    [Point]
    public void P31_TheGoldenModelsOfAllVersionsLoadAndScoreAsTheyDid()
    {
        if (Golden.WriteTo is { } target)
        {
            // One file set a version: see README.md beside this file.
            var model = Fit();
            Golden.Write(target, GetType(), Scoring.Take(20), Inputs, zip => Ml.Model.Save(model, Scoring.Schema, zip), table => Score(model, table));
            return;
        }

        var versions = Golden.Versions(GetType()).ToArray();
        versions.Select(v => v.Version).Should().Contain(Golden.CurrentVersion);
        foreach (var golden in versions)
        {
            var loaded = new MLContext().Model.Load(golden.Zip, out _);
            loaded.Should().BeOfType<TTransformer>();
            var view = loaded.Transform(TableCsv.Read(golden.Csv).View());
            foreach (var name in golden.Outputs)
            {
                var near = Outputs.First(output => output.Name == name).Golden;
                NumberText.AssertClose(golden.Of(name), ViewText.OfRows(view, [view.Schema[name]]), near, near / 10);
            }
        }
    }
}
