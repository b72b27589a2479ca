using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Classifier;

/// <summary>What a fit of an energy over classes is asked to do.</summary>
internal sealed record ClassifierSettings : LoopSettings
{
    /// <summary>Units of each hidden layer; none (the default) for a linear energy. A warm start has its own.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [];

    public Activation Activation { get; init; } = Activation.ReLU;

    public WeightInitialization Initialization { get; init; } = WeightInitialization.Automatic;

    /// <summary>Where training goes on from: shape and parameters are taken from it.</summary>
    public EnergyClassifier? WarmStart { get; init; }

    public override void Validate()
    {
        base.Validate();
        RequireLayers(HiddenUnits, 0, nameof(HiddenUnits));
        Require(Enum.IsDefined(Activation), Activation, "Unknown activation.", nameof(Activation));
        Require(Enum.IsDefined(Initialization), Initialization, "Unknown initialisation.", nameof(Initialization));
    }
}
