using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// A conditional latent-variable energy E(x, y, z) = ‖y − Dec([x, z])‖² + ½α‖z‖²: given x it predicts not one y, the average
/// of what may come, but one for each z.
/// </summary>
/// <remarks>
/// <para>
/// Where the same x may be followed by several y, least squares gives their mean, which may be no answer at all. Here the
/// decoder is told what x does not say, z: a branch, a place on an interval or in a box, an angle
/// (<see cref="LatentSet"/>). In training each row is a search for the z that explains its y best, and the decoder moves to y
/// there (the winner, at β = ∞), or at all z by P(z|x, y) ∝ e^{−βE} (the marginal). What holds the energy up elsewhere is
/// that z can reach so much and no more; a contrastive objective (<see cref="ConditionalLatentObjective"/>) pushes up on wrong answers too.
/// </para>
/// <para>
/// A winner that takes all leaves branches that never win, and curves that fold. So the temperature falls over the first part
/// of the training (<see cref="Options.AnnealingFraction"/>), from one at which every z learns from every row.
/// </para>
/// <para>
/// Outputs: Energy (Single, F(x, y)), FeatureEnergy (vector), Latent (vector), Reconstruction (vector, the prediction next to y), Predictions (vector:
/// the y of each z, one after the other). Predictions needs x alone: without the y column at Transform, it is the only output,
/// and a bad value in y leaves it as it is. Otherwise a row with NaN or an infinite value gives NaN; at Fit it is skipped.
/// </para>
/// <para>
/// Source: LeCun and Canziani, NYU Deep Learning, week 7, "Latent variable energy-based model"; contrastive objectives: LeCun et
/// al., "A Tutorial on Energy-Based Learning" (2006), section 2.2.
/// </para>
/// </remarks>
public sealed partial class ConditionalLatentEstimator : EnergyEstimator<LatentInferenceTransformer, ConditionalLatentEstimator.Options>
{
    internal ConditionalLatentEstimator(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override IReadOnlyList<InputColumn> Inputs
        => [InputColumn.Vector(CheckedOptions.ContextColumnName, "context column"), InputColumn.Vector(CheckedOptions.FeatureColumnName, InputColumn.FeatureRole)];

    private protected override IReadOnlyList<OutputColumn> Outputs => ConditionalLatentEnergy.DeclareOutputs().Named(CheckedOptions.OutputNames).Columns;

    private protected override FormattableString Size
        => $"{nameof(Options.Latent)} = {CheckedOptions.Latent}, {nameof(Options.HiddenUnits)} = [{string.Join(", ", CheckedOptions.HiddenUnits)}] and {nameof(Options.BatchSize)} = {CheckedOptions.BatchSize}";

    private protected override UnitDependence Units => UnitDependence.OriginAndScale;

    private protected override void CheckColumns(IReadOnlyList<BoundInput> columns) => CheckedOptions.CheckRow(columns[0].Size, columns[1].Size);

    private protected override LatentInferenceTransformer Train(TrainingData data, TrainingLog log)
    {
        var result = ConditionalTraining.Fit(data, data.Columns[0].Size, CheckedOptions, log);
        log.Info($"{result.History}");
        return new LatentInferenceTransformer(CheckedOptions.FeatureColumnName, ((IModelEnergy)result.Energy).Outputs.Named(CheckedOptions.OutputNames), result.Energy, CheckedOptions.ContextColumnName);
    }
}
