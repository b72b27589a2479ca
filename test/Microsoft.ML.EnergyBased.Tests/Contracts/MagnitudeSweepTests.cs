namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>The small form of the sweep that the benchmark project runs in full (its command "magnitudes").</summary>
public class MagnitudeSweepTests
{
    // Below what Single squares, and where squares, sums and scores overflow one after the other.
    private static readonly float[] Magnitudes = [1e-20f, 3e19f];

    public static TheoryData<string> Models => [.. MagnitudeModels.All.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void NoMagnitudeGivesAnythingButAnAnswerOrAClearError(string model)
    {
        var sweep = new MagnitudeSweep(model, Magnitudes, rows: 30) { Generation = 0 };
        sweep.Run();
        GC.Collect();
        sweep.Faults.Should().BeEmpty();
        // A threshold takes any energy.
        if (model != "AnomalyThreshold")
            sweep.Refusals.Should().BePositive();
        sweep.ScoredRows.Should().BeGreaterThan(1000);
    }

    [Fact]
    public void EveryEstimatorOfTheCatalogIsSwept()
    {
        var ml = new MLContext();
        var swept = MagnitudeModels.All.Values.Select(create => create(ml).GetType()).ToHashSet();
        var all = typeof(EnergyBasedCatalog).GetMethods().Select(method => method.ReturnType)
            .Where(type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEstimator<>))).Distinct().ToArray();
        all.Length.Should().BeGreaterThan(8);
        // Completion embeds a model of each of the others: the sweep completes with all that can by themselves.
        all.Where(type => !swept.Contains(type)).Should().Equal(typeof(CompletionEstimator));
    }
}
