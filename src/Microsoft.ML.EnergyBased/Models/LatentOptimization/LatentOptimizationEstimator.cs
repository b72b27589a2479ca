using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// Generative latent optimisation: a decoder learnt together with a free latent for each training row. As an energy,
/// E(y, z) = ‖y − Dec(z)‖² with z on the unit sphere or in the unit ball, or ‖y − Dec(z)‖² + ½α‖z‖² with z anywhere, and
/// F(y) = min_z E(y, z).
/// </summary>
/// <remarks>
/// <para>
/// There is no encoder: each training row's latent begins at its standardised principal components and moves down its own
/// gradient, one step whenever the row is in a batch. At Transform z is searched for by gradient descent from several
/// starts; the search is not exact, and its iterations and gap can be had as a column.
/// </para>
/// <para>
/// Outputs: Energy (Single), FeatureEnergy (vector), Latent (vector), Reconstruction (vector), and on request Inference (vector: Iterations, Gap,
/// Converged). A row with NaN or an infinite value is skipped at Fit, and gives NaN at Transform. The model draws rows
/// (<see cref="EnergyBasedCatalog.Sample(LatentInferenceTransformer, int, long)"/>) by a Gaussian fitted to the training
/// rows' latents, and completes them.
/// </para>
/// <para>
/// Fit holds 3 × k values for each training row (its latent, and what Adam remembers of it), also where the rows themselves
/// are streamed because they take more than <see cref="NetworkTrainingOptions.MemoryLimit"/>.
/// </para>
/// <para>
/// Source: Bojanowski, Joulin, Lopez-Paz and Szlam, "Optimizing the latent space of generative networks", ICML 2018.
/// </para>
/// </remarks>
public sealed partial class LatentOptimizationEstimator : EnergyEstimator<LatentInferenceTransformer, LatentOptimizationEstimator.Options>
{
    internal LatentOptimizationEstimator(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override IReadOnlyList<InputColumn> Inputs => InputColumn.Features(CheckedOptions.FeatureColumnName);

    private protected override IReadOnlyList<OutputColumn> Outputs => LatentOptimizationEnergy.DeclareOutputs().Named(CheckedOptions.OutputNames).Columns;

    private protected override FormattableString Size
        => $"{nameof(Options.LatentSize)} = {CheckedOptions.LatentSize}, {nameof(Options.HiddenUnits)} = [{string.Join(", ", CheckedOptions.HiddenUnits)}] and {nameof(Options.BatchSize)} = {CheckedOptions.BatchSize}";

    private protected override UnitDependence Units => UnitDependence.OriginAndScale;

    private protected override void CheckColumns(IReadOnlyList<BoundInput> columns) => CheckedOptions.CheckRow(columns[0].Size);

    private protected override LatentInferenceTransformer Train(TrainingData data, TrainingLog log)
    {
        var result = LatentOptimizationTraining.Fit(data, CheckedOptions, log);
        log.Info($"{result.History}");
        return new LatentInferenceTransformer(CheckedOptions.FeatureColumnName, ((IModelEnergy)result.Energy).Outputs.Named(CheckedOptions.OutputNames), result.Energy);
    }
}
