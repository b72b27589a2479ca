using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// A Gaussian mixture as a latent-variable energy: E(y, z) = −ln π_z − ln N(y; μ_z, Σ_z) with z one-hot over K components;
/// F_β(y) = −(1/β) ln Σ_z e^{−βE(y,z)}, which at β = 1 is the negative log-likelihood.
/// </summary>
/// <remarks>
/// <para>
/// Trained by expectation and maximisation from the clusters of K-means on columns that are standardised, and that further
/// restarts stretch by factors of their own: each row takes its responsibilities, then each
/// component the weight, mean and covariance of its rows. The covariance of highest likelihood among those that
/// <see cref="Options.VarianceFloor"/> allows is taken, so that no iteration lowers the likelihood. The best of
/// <see cref="Options.NumberOfRestarts"/> fits is kept.
/// </para>
/// <para>
/// Outputs: Energy (Single), FeatureEnergy (vector), Latent (vector, P(z|y)), Reconstruction (vector, the mean over it), Score (vector of
/// E(y, z) for each z) and PredictedLabel (key, the component of least energy), which ML.NET's clustering metrics read. NaN
/// stands for what is not observed (<see cref="Options.MissingValues"/>): a row with an infinite value, or with nothing observed, is
/// skipped at Fit, and gives NaN (and no label) at Transform. Fit warns of components that stand on
/// <see cref="Options.VarianceFloor"/>, as one with fewer rows than its covariance needs does.
/// </para>
/// <para>
/// Source: Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm" (1977).
/// </para>
/// </remarks>
public sealed partial class MixtureEnergyEstimator : EnergyEstimator<LatentInferenceTransformer, MixtureEnergyEstimator.Options>
{
    internal MixtureEnergyEstimator(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    // Its sums are in double, and its energies in nats.
    private protected override IReadOnlyList<InputColumn> Inputs
        => [.. InputColumn.Features(CheckedOptions.FeatureColumnName, CheckedOptions.ExampleWeightColumnName, CheckedOptions.MissingValues).Select(c => c with { HasLimitedLength = false })];

    private protected override IReadOnlyList<OutputColumn> Outputs => MixtureEnergy.DeclareOutputs().Named(CheckedOptions.OutputNames).Columns;

    private protected override FormattableString Size
        => $"{nameof(Options.NumberOfComponents)} = {CheckedOptions.NumberOfComponents} and {nameof(Options.Covariance)} = {CheckedOptions.Covariance}";

    private protected override LatentInferenceTransformer Train(TrainingData data, TrainingLog log)
    {
        var result = MixtureTraining.Fit(data, CheckedOptions, log);
        if (result.OnFloor > 0)
        {
            log.Warning(
                $"{result.OnFloor} of {CheckedOptions.NumberOfComponents} components stand on {nameof(Options.VarianceFloor)} = {CheckedOptions.VarianceFloor} of the features' variances: they have too few rows for a {CheckedOptions.Covariance} covariance of {data.Width} features, or rows that lie in a plane, and fit them too closely. Raise it, or take fewer components or a simpler covariance.");
        }

        log.Info($"{(result.Converged ? "converged" : "stopped")} after {result.Iterations} iterations, mean energy {-result.LogLikelihood:G7}.");
        var energy = new MixtureEnergy(result.Components, CheckedOptions.InverseTemperature, CheckedOptions.MissingValues);
        return new LatentInferenceTransformer(CheckedOptions.FeatureColumnName, ((IModelEnergy)energy).Outputs.Named(CheckedOptions.OutputNames), energy);
    }
}
