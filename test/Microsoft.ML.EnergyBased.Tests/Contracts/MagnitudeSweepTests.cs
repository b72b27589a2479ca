namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>The small form of the sweep that the benchmark project runs in full (its command "magnitudes").</summary>
public class MagnitudeSweepTests
{
    // Below what Single squares, and where squares, sums and scores overflow one after the other.
    private static readonly float[] Magnitudes = [1e-20f, 3e19f];

    public static TheoryData<string> Models => [.. MagnitudeModels.All.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void No_magnitude_gives_anything_but_an_answer_or_a_clear_error(string model)
    {
        var sweep = new MagnitudeSweep(model, Magnitudes, rows: 30) { Generation = 0 };
        sweep.Run();
        GC.Collect();
        Assert.Empty(sweep.Faults);
        Assert.True(sweep.Refusals > 0);
        Assert.True(sweep.ScoredRows > 1000);
    }

    [Fact]
    public void Every_estimator_of_the_catalog_is_swept()
    {
        var ml = new MLContext();
        var swept = MagnitudeModels.All.Values.Select(create => create(ml).GetType()).ToHashSet();
        var all = typeof(EnergyBasedCatalog).GetMethods().Select(method => method.ReturnType)
            .Where(type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEstimator<>))).Distinct().ToArray();
        Assert.True(all.Length > 8);
        // Completion embeds a model of each of the others: the sweep completes with all that can by themselves.
        Assert.Equal([typeof(CompletionEstimator)], all.Where(type => !swept.Contains(type)));
    }
}
