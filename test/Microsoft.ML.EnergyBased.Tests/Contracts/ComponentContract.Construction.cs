using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P01_BadOptionsThrowAtConstructionAndAreNamed()
    {
        var tried = 0;
        foreach (var option in OptionValues.Settable(typeof(TOptions)))
        {
            foreach (var bad in OptionValues.Bad(option).Where(b => !IsGood(option.Name, b)))
            {
                tried++;
                AssertNamed(option.Name, $"{option.Name} = {bad ?? "null"}", o => option.SetValue(o, bad));
            }
        }

        foreach (var (option, set) in MoreBadOptions)
        {
            tried++;
            AssertNamed(option, $"a bad {option}", set);
        }

        tried.Should().BeGreaterThan(0, "No option was tried");
    }

    [Point]
    public void P01_OptionsMustBeGiven()
        => FluentActions.Invoking(() => Create(Ml, null!)).Should().ThrowExactly<ArgumentNullException>();

    [Point]
    public void P01_OutputColumnsMustDifferAndOneMustBeKept()
    {
        var names = OptionValues.Settable(typeof(TOptions))
            .Where(p => OutputNames.Contains(p.GetValue(QuickOptions()) as string)).ToArray();
        names.Should().HaveCount(Outputs.Count);
        if (names.Length > 1)
            AssertNamed(names[1].Name, "two outputs of one name", o => names[1].SetValue(o, names[0].GetValue(o)));
        FluentActions.Invoking(() =>
        {
            var options = Options();
            foreach (var name in names)
                name.SetValue(options, null);
            Create(Ml, options);
        }).Should().Throw<ArgumentException>();
    }

    [Point]
    public void P02_OptionsAreCopiedAtConstruction()
    {
        var expected = Save(Fit());
        var options = Options();
        var estimator = Estimator(options: options);
        OptionValues.Spoil(options);
        SavedModel.AssertEqual(expected, Save(estimator.Fit(Training.View())));
    }

    [Point]
    public void P02_FitChangesNeitherOptionsNorData()
    {
        var options = Options();
        var before = OptionValues.Text(options);
        var rows = ViewText.OfRows(Training.View(), Training.Schema);
        Estimator(options: options).Fit(Training.View());
        OptionValues.Text(options).Should().Be(before);
        ViewText.OfRows(Training.View(), Training.Schema).Should().Equal(rows);
    }

    [Point]
    public void P02_ASecondFitGivesTheSameModelAndLeavesEarlierOnes()
    {
        var estimator = Estimator();
        var first = estimator.Fit(Training.View());
        var saved = Save(first);
        var scores = Score(first);

        var other = estimator.Fit(Training.Take(Training.Rows / 2).View());
        Score(other).Should().NotEqual(scores);
        SavedModel.AssertEqual(saved, Save(first));
        Score(first).Should().Equal(scores);
        SavedModel.AssertEqual(saved, Save(estimator.Fit(Training.View())));
    }

    private void AssertNamed(string option, string what, Action<TOptions> spoil)
    {
        var options = Options();
        spoil(options);
        var e = Record.Exception(() => Create(Ml, options));
        (e is ArgumentOutOfRangeException or ArgumentNullException).Should().BeTrue("{0}: {1}", what, e?.GetType().Name ?? "no exception");
        ((ArgumentException)e!).ParamName.Should().Be(option);
    }
}
