using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P01_bad_options_throw_at_construction_and_are_named()
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

        Assert.True(tried > 0, "No option was tried");
    }

    [Point]
    public void P01_options_must_be_given()
        => Assert.Throws<ArgumentNullException>(() => Create(Ml, null!));

    [Point]
    public void P01_output_columns_must_differ_and_one_must_be_kept()
    {
        var names = OptionValues.Settable(typeof(TOptions))
            .Where(p => OutputNames.Contains(p.GetValue(QuickOptions()) as string)).ToArray();
        Assert.Equal(Outputs.Count, names.Length);
        if (names.Length > 1)
            AssertNamed(names[1].Name, "two outputs of one name", o => names[1].SetValue(o, names[0].GetValue(o)));
        Assert.ThrowsAny<ArgumentException>(() =>
        {
            var options = Options();
            foreach (var name in names)
                name.SetValue(options, null);
            Create(Ml, options);
        });
    }

    [Point]
    public void P02_options_are_copied_at_construction()
    {
        var expected = Save(Fit());
        var options = Options();
        var estimator = Estimator(options: options);
        OptionValues.Spoil(options);
        SavedModel.AssertEqual(expected, Save(estimator.Fit(Training.View())));
    }

    [Point]
    public void P02_fit_changes_neither_options_nor_data()
    {
        var options = Options();
        var before = OptionValues.Text(options);
        var rows = ViewText.OfRows(Training.View(), Training.Schema);
        Estimator(options: options).Fit(Training.View());
        Assert.Equal(before, OptionValues.Text(options));
        Assert.Equal(rows, ViewText.OfRows(Training.View(), Training.Schema));
    }

    [Point]
    public void P02_a_second_fit_gives_the_same_model_and_leaves_earlier_ones()
    {
        var estimator = Estimator();
        var first = estimator.Fit(Training.View());
        var saved = Save(first);
        var scores = Score(first);

        var other = estimator.Fit(Training.Take(Training.Rows / 2).View());
        Assert.NotEqual(scores, Score(other));
        SavedModel.AssertEqual(saved, Save(first));
        Assert.Equal(scores, Score(first));
        SavedModel.AssertEqual(saved, Save(estimator.Fit(Training.View())));
    }

    private void AssertNamed(string option, string what, Action<TOptions> spoil)
    {
        var options = Options();
        spoil(options);
        var e = Record.Exception(() => Create(Ml, options));
        Assert.True(e is ArgumentOutOfRangeException or ArgumentNullException, $"{what}: {e?.GetType().Name ?? "no exception"}");
        Assert.Equal(option, ((ArgumentException)e!).ParamName);
    }
}
