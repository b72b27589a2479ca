using System.Globalization;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P28_TwoFreshContextsOfOneSeedGiveBitIdenticalModels()
    {
        var models = new[] { 5, 5 }.Select(seed =>
        {
            // Without a seed in the options, so that the context's counts, and with equal histories.
            var ml = new MLContext(seed);
            var options = QuickOptions();
            if (HasOption(nameof(Seed)))
                OptionValues.Set(options, nameof(Seed), null);
            Fit(Training.Take(30), ml);
            return Save(Fit(ml: ml, options: options), ml);
        }).ToArray();
        SavedModel.AssertEqual(models[0], models[1]);
    }

    [Point]
    public void P28_ASeedInTheOptionsBeatsTheContextsHistory()
    {
        OptionValues.Set(QuickOptions(), nameof(Seed), Seed);
        var expected = Save(Fit(ml: new MLContext(seed: 1)));
        var late = new MLContext(seed: 99);
        Fit(Training.Take(30), late);
        Fit(Training.Take(35), late, QuickOptions());
        SavedModel.AssertEqual(expected, Save(Fit(ml: late)));
        SavedModel.AssertEqual(expected, Save(Fit(ml: new MLContext())));
    }

    [Point]
    public void P28_TheCultureDoesNotMatter()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var (expected, scores, lines) = UnderCulture();
            foreach (var name in new[] { "de-DE", "tr-TR", "ar-SA" })
            {
                CultureInfo.CurrentCulture = new CultureInfo(name);
                var (model, others, otherLines) = UnderCulture();
                SavedModel.AssertEqual(expected, model);
                others.Should().Equal(scores);
                otherLines.Should().Equal(lines);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Point]
    public void P28_TheNumberOfThreadsDoesNotMatter()
    {
        // Many rows, so that there is work to share.
        var training = Training.Cycle(20_000);
        var models = new int?[] { 1, 2, 3, null }.Select(
            threads => Save(Fit(training, options: Options(("NumberOfThreads", threads))))).ToArray();
        models.Should().AllSatisfy(m => SavedModel.AssertEqual(models[0], m));
    }

    [Point]
    public void P29_PredictionsDoNotDependOnASeed()
    {
        var zip = SavedModel.Zip(Ml, Fit(), Training.Schema);
        var contexts = new[] { new MLContext(seed: 1), new MLContext(seed: 2), new MLContext() };
        var scores = contexts.Select(ml => Score(SavedModel.Load(ml, zip))).ToArray();
        scores.Should().AllSatisfy(s => s.Should().Equal(scores[0]));

        var model = SavedModel.Load(contexts[0], zip);
        Score(model, Scoring.Take(5));
        Score(model).Should().Equal(scores[0]);
        Mapped(model, Scoring).Should().Equal(scores[0]);
    }

    private (SavedModel Model, string[] Scores, List<string> Lines) UnderCulture()
    {
        var ml = new MLContext(seed: 1);
        var log = LogLines.Of(ml);
        var model = Fit(ml: ml);
        var lines = log.Select(l => l.Text).Where(l => l.Contains(typeof(TEstimator).Name)).ToList();
        return (Save(model, ml), Score(Reload(model, Training.Schema)), lines);
    }
}
