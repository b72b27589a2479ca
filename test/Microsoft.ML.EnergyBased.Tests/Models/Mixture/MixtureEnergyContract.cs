using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Mixture;

public class MixtureEnergyContract : ComponentContract<MixtureEnergyEstimator, LatentInferenceTransformer, MixtureEnergyEstimator.Options>
{
    protected override Table Training { get; } = Tables.Vectors();

    protected override IReadOnlyList<string> Inputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs =>
    [
        Output.Number("Energy"), Output.Number("FeatureEnergy", slotNamesFrom: "Features"), Output.Number("Latent"), Output.Number("Reconstruction", slotNamesFrom: "Features"),
        Output.Number("Score"), Output.Key("PredictedLabel"),
    ];

    protected override IEnumerable<(string Option, Action<MixtureEnergyEstimator.Options> Set)> MoreBadOptions =>
    [
        ("VarianceFloor", o => o.VarianceFloor = 0),
        ("VarianceFloor", o => o.VarianceFloor = -1),
        ("InverseTemperature", o => o.InverseTemperature = 0),
        ("InverseTemperature", o => o.InverseTemperature = -1),
        ("Tolerance", o => o.Tolerance = -1e-9),
    ];

    // On clusters that lie apart, so that fits of other rows agree: by one start, as further ones find a component of zeros.
    protected override MixtureEnergyEstimator.Options QuickOptions() => new() { NumberOfComponents = 3, NumberOfRestarts = 1, VarianceFloor = 0.001 };

    protected override bool IsGood(string option, object? value)
        => base.IsGood(option, value) || (option == "InverseTemperature" && value is float.PositiveInfinity);

    protected override MixtureEnergyEstimator Create(MLContext ml, MixtureEnergyEstimator.Options options) => ml.EnergyBased().Mixture(options);
}

/// <summary>A variance for each feature, at zero temperature.</summary>
public sealed class DiagonalMixtureContract : MixtureEnergyContract
{
    protected override FeatureShares Shares => FeatureShares.SumToEnergy;

    protected override MixtureEnergyEstimator.Options QuickOptions()
    {
        var options = base.QuickOptions();
        options.Covariance = MixtureCovariance.Diagonal;
        options.InverseTemperature = float.PositiveInfinity;
        return options;
    }
}

/// <summary>One variance a component, with example weights and names of its own for the outputs.</summary>
public sealed class SphericalMixtureContract : MixtureEnergyContract
{
    protected override FeatureShares Shares => FeatureShares.SumToEnergy;

    protected override Table Training => field ??= base.Training.With(Floats.Scalar("Weight", Enumerable.Range(0, base.Training.Rows).Select(i => 0.5f + (i % 3))));

    protected override IReadOnlyList<string> TrainingInputs => ["Weight"];

    protected override IReadOnlyList<Output> Outputs => [.. base.Outputs.Select(o => o with { Name = $"My {o.Name}" })];

    protected override MixtureEnergyEstimator.Options QuickOptions()
    {
        var options = base.QuickOptions();
        options.Covariance = MixtureCovariance.Spherical;
        options.ExampleWeightColumnName = "Weight";
        options.EnergyColumnName = "My Energy";
        options.FeatureEnergyColumnName = "My FeatureEnergy";
        options.LatentColumnName = "My Latent";
        options.ReconstructionColumnName = "My Reconstruction";
        options.ScoreColumnName = "My Score";
        options.PredictedLabelColumnName = "My PredictedLabel";
        return options;
    }
}
