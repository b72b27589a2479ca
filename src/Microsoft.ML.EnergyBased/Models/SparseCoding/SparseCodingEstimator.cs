using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// Sparse coding as a latent-variable energy: E(y, z) = ½‖y − Wz‖² + λ‖z‖₁ over a learnt dictionary W of atoms, none longer
/// than 1; F_∞(y) = min_z E(y, z).
/// </summary>
/// <remarks>
/// <para>
/// The dictionary is learnt online: the codes of a batch of rows are found, then each atom in turn moves to where the codes
/// seen so far (recent ones counting more, by <see cref="Options.Forgetting"/>) want it. An atom that rows do not use is put
/// to where they are explained worst. Rows are taken as they are: centre them first, where the mean is not to be explained
/// by atoms as well.
/// </para>
/// <para>
/// Outputs: Energy (Single), FeatureEnergy (vector), Latent (vector of K values, most of them 0), Reconstruction (vector, Wz*), ActiveAtoms (Single),
/// and Inference (vector: Iterations, Gap, Converged of the search) where it is named. A row with NaN or an infinite value is
/// skipped at Fit, and gives NaN at Transform.
/// </para>
/// <para>
/// Source: Olshausen and Field, "Emergence of simple-cell receptive field properties by learning a sparse code for natural
/// images" (1996); Mairal, Bach, Ponce and Sapiro, "Online learning for matrix factorization and sparse coding" (2010).
/// </para>
/// </remarks>
public sealed partial class SparseCodingEstimator : EnergyEstimator<LatentInferenceTransformer, SparseCodingEstimator.Options>
{
    // A few rows may be hard; where more are, the features or the options do not fit.
    private const double MostUnfinished = 0.1;

    internal SparseCodingEstimator(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override IReadOnlyList<InputColumn> Inputs => InputColumn.Features(CheckedOptions.FeatureColumnName);

    private protected override IReadOnlyList<OutputColumn> Outputs => SparseCodingEnergy.DeclareOutputs().Named(CheckedOptions.OutputNames).Columns;

    private protected override FormattableString Size
        => $"{nameof(Options.NumberOfAtoms)} = {CheckedOptions.NumberOfAtoms} and {nameof(Options.BatchSize)} = {CheckedOptions.BatchSize}";

    private protected override UnitDependence Units => UnitDependence.Origin;

    private protected override (string Option, int Dimension)? Start
        => CheckedOptions.StartingModel is { } model ? (nameof(Options.WarmStart), model.Dimension)
            : CheckedOptions.InitialDictionary is { } given ? (nameof(Options.InitialDictionary), given[0].Length) : null;

    private protected override void CheckColumns(IReadOnlyList<BoundInput> columns)
        => CheckedOptions.Inference.CheckAtoms(CheckedOptions.NumberOfAtoms, columns[0].Size);

    private protected override LatentInferenceTransformer Train(TrainingData data, TrainingLog log)
    {
        var result = DictionaryTraining.Fit(data, CheckedOptions, log);
        if (result.Epochs.Count == 0)
            log.Info($"finished: the dictionary is the one it started from.");
        else
            log.Info($"finished after {result.Epochs.Count} epochs, mean energy {result.Epochs[^1].Energy:G7}.");
        if (result.UnfinishedShare > MostUnfinished)
            log.Warning($"{result.UnfinishedShare:P0} of the codes of the last epoch ended at {nameof(Options.InferenceIterations)} = {CheckedOptions.InferenceIterations}, before {nameof(Options.InferenceTolerance)} = {CheckedOptions.InferenceTolerance}. Scale the features, raise {nameof(Options.Sparsity)} or {nameof(Options.InferenceIterations)}, or take {SparseInferenceAlgorithm.CoordinateDescent}.");
        return new LatentInferenceTransformer(CheckedOptions.FeatureColumnName, ((IModelEnergy)result.Energy).Outputs.Named(CheckedOptions.OutputNames), result.Energy);
    }
}
