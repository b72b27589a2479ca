using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    /// <summary>What the component says of the shares of features.</summary>
    protected virtual FeatureShares Shares => FeatureShares.AreGains;

    [Point]
    public void P39_TheSharesOfFeaturesAreWhatTheModelSays()
    {
        var scored = Fit().Transform(Scoring.View());
        var energies = scored.GetColumn<float>(OutputNames.Single(name => name is "Energy" or "My Energy")).ToArray();
        var shares = scored.GetColumn<float[]>(OutputNames.Single(name => name.EndsWith("FeatureEnergy", StringComparison.Ordinal))).ToArray();
        var features = Size(Inputs[^1]);
        for (var row = 0; row < energies.Length; row++)
        {
            shares[row].Length.Should().Be(features);
            shares[row].Should().OnlyContain(share => float.IsFinite(share));
            var sum = shares[row].Sum(share => (double)share);
            var rounding = 1e-4 * shares[row].Sum(share => Math.Abs((double)share)) + 1e-6;
            if (Shares == FeatureShares.SumToEnergy)
                sum.Should().BeApproximately(energies[row], rounding);
            else
                shares[row].Should().OnlyContain(share => share >= 0);
            if (Shares == FeatureShares.SumBelowEnergy)
                sum.Should().BeLessThanOrEqualTo(energies[row] + rounding);
        }

        shares.SelectMany(row => row).Should().Contain(share => share != 0);
    }

    [Point]
    public void P39_TheSharesOfFeaturesCanBeDroppedAndStandAlone()
    {
        var name = OutputNames.Single(name => name.EndsWith("FeatureEnergy", StringComparison.Ordinal));
        var expected = Fit().Transform(Scoring.View()).GetColumn<float[]>(name).ToArray();
        Fit(options: Options(("FeatureEnergyColumnName", null))).GetOutputSchema(Scoring.Schema).GetColumnOrNull(name).Should().BeNull();
        var others = typeof(TOptions).GetProperties().Select(p => p.Name)
            .Where(p => p.EndsWith("ColumnName", StringComparison.Ordinal) && typeof(TOptions).GetProperty(p)!.GetValue(QuickOptions()) is string output && OutputNames.Contains(output) && p != "FeatureEnergyColumnName");
        var alone = Fit(options: Options([.. others.Select(p => (p, (object?)null))])).Transform(Scoring.View());
        alone.Schema.Count.Should().Be(Scoring.Schema.Count + 1);
        var found = alone.GetColumn<float[]>(name).ToArray();
        for (var row = 0; row < found.Length; row++)
            found[row].Should().Equal(expected[row]);
    }
}
