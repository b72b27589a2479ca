using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.NearestNeighbor;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// The distance to the training rows as an energy: F_β(y) = −(1/β) ln mean e^{−β‖y − yᵢ‖²} over the k nearest rows, a kernel
/// density as a Gibbs energy, or the squared distance to the k-th nearest.
/// </summary>
/// <remarks>
/// <para>
/// The rows are the model; nothing is trained but β, which follows their distances unless it is given. Neighbours are exact.
/// Features count as they are: bring them to one scale before (NormalizeMeanVariance, for example).
/// </para>
/// <para>
/// Outputs: Energy (Single), FeatureEnergy (vector), Latent (vector of k weights), Reconstruction (vector, the mean of the
/// neighbours). NaN stands for what is not observed (<see cref="Options.MissingValues"/>): a row with an infinite value, or with
/// nothing observed, is skipped at Fit, and gives NaN at Transform.
/// </para>
/// <para>
/// Source: Parzen, "On estimation of a probability density function and mode" (1962); Ramaswamy, Rastogi and Shim, "Efficient
/// algorithms for mining outliers from large data sets", SIGMOD 2000.
/// </para>
/// </remarks>
public sealed partial class NearestNeighborEnergyEstimator : EnergyEstimator<LatentInferenceTransformer, NearestNeighborEnergyEstimator.Options>
{
    internal NearestNeighborEnergyEstimator(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override IReadOnlyList<InputColumn> Inputs => InputColumn.Features(CheckedOptions.FeatureColumnName, missing: CheckedOptions.MissingValues);

    private protected override IReadOnlyList<OutputColumn> Outputs => NearestNeighborEnergy.DeclareOutputs().Named(CheckedOptions.OutputNames).Columns;

    private protected override FormattableString Size => $"{nameof(Options.NumberOfNeighbors)} = {CheckedOptions.NumberOfNeighbors}";

    private protected override LatentInferenceTransformer Train(TrainingData data, TrainingLog log)
    {
        var energy = NearestNeighborTraining.Fit(data, CheckedOptions);
        var mean = NearestNeighborTraining.MeanEnergy(energy, data, CheckedOptions);
        log.Report(new TrainingProgress(1, 1, mean));
        log.Info($"done: {energy}, mean energy {mean:G7}.");
        return new LatentInferenceTransformer(CheckedOptions.FeatureColumnName, ((IModelEnergy)energy).Outputs.Named(CheckedOptions.OutputNames), energy);
    }
}
