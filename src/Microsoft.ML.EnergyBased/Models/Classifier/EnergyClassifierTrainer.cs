using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// A conditional energy over classes: F(x, y) for each class y, linear in x or a network, and the Gibbs distribution
/// P(y|x) = e^{−F(x,y)} / Σ_y' e^{−F(x,y')}, trained by exact maximum likelihood.
/// </summary>
/// <remarks>
/// <para>
/// The loss of a row is F(x, y) + log Σ_y' e^{−F(x,y')}: push down on the energy of the right class, up on all others, each
/// by its probability. The sum over classes is exact.
/// </para>
/// <para>
/// Outputs as ML.NET's multiclass trainers give them: Score (vector, P(y|x)), PredictedLabel (key with the label's values),
/// Energy (Single) = −log Σ_y e^{−F(x,y)}, the energy of x itself, and FeatureEnergy (vector). A row with NaN or an infinite value, or without a
/// label, is skipped at Fit; at Transform such values give NaN and a missing key.
/// </para>
/// <para>Source: LeCun et al., "A Tutorial on Energy-Based Learning" (2006), sections 1.3 and 2.2.4.</para>
/// </remarks>
public sealed partial class EnergyClassifierTrainer : EnergyEstimator<EnergyClassifierTransformer, EnergyClassifierTrainer.Options>
{
    internal EnergyClassifierTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override IReadOnlyList<InputColumn> Inputs
        => [InputColumn.Vector(CheckedOptions.FeatureColumnName, InputColumn.FeatureRole), InputColumn.Key(CheckedOptions.LabelColumnName, "label column")];

    private protected override IReadOnlyList<OutputColumn> Outputs => ClassifierEnergy.DeclareOutputs().Named(CheckedOptions.OutputNames).Columns;

    private protected override FormattableString Size
        => $"{nameof(Options.HiddenUnits)} = [{string.Join(", ", CheckedOptions.WarmStart?.Energy.Shape.HiddenUnits ?? CheckedOptions.HiddenUnits)}] and {nameof(Options.BatchSize)} = {CheckedOptions.BatchSize}";

    private protected override UnitDependence Units => UnitDependence.OriginAndScale;

    private protected override (string Option, int Dimension)? Start
        => CheckedOptions.WarmStart is { } model ? (nameof(Options.WarmStart), model.Energy.Dimension) : null;

    private protected override void CheckColumns(IReadOnlyList<BoundInput> columns)
    {
        var label = columns[1];
        if (label.Classes is < 2 or > int.MaxValue)
            throw new InvalidOperationException($"{label.Where} has {label.Classes} classes: at least 2 are needed.");
        if (CheckedOptions.WarmStart is not { } start)
            return;
        if (start.Energy.NumberOfClasses != (int)label.Classes)
            throw new InvalidOperationException($"{nameof(Options.WarmStart)} takes {start.Energy.NumberOfClasses} classes, {label.Where} has {label.Classes}.");
        if (start.Names is { } before && KeyNames.Of(label.Column) is { } names && !names.SameAs(before))
            throw new InvalidOperationException($"{nameof(Options.WarmStart)} has the classes {before}; {label.Where} has {names}: the same keys must stand for the same classes.");
    }

    private protected override EnergyClassifierTransformer Train(TrainingData data, TrainingLog log)
    {
        var label = data.Columns[1];
        var classes = (int)label.Classes;
        var result = ClassifierTraining.Fit(data, classes, CheckedOptions, log);
        log.Info($"{result.History}");
        var names = KeyNames.Of(label.Column);
        var outputs = ClassifierEnergy.DeclareOutputs(data.Width - 1, classes, names).Named(CheckedOptions.OutputNames);
        return new EnergyClassifierTransformer(CheckedOptions.FeatureColumnName, outputs, names, result.Energy);
    }
}
