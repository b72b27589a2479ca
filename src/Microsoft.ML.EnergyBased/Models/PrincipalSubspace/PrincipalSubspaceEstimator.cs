using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// The principal subspace as a latent-variable energy: E(y, z) = ‖(y − μ) − Wz‖² with orthonormal columns of W;
/// F(y) = ‖(y − μ) − WWᵀ(y − μ)‖², the squared distance to the subspace.
/// </summary>
/// <remarks>
/// <para>
/// The fit is exact: μ is the mean of the training rows and W holds the eigenvectors of their covariance with the greatest
/// eigenvalues, found in double. It is what a linear autoencoder with a code of r values learns at best.
/// </para>
/// <para>
/// By <see cref="Options.Probabilistic"/> the same subspace is a Gaussian with a scale for what lies in it and one for what
/// lies outside: z ~ N(0, Λ), noise of variance σ², both from the eigenvalues, and F(y) = −ln N(y; μ, WΛWᵀ + σ²I). For anomalies it
/// is the better energy on most tables, and no number of components spoils it. Completion goes by it whatever the energy is.
/// </para>
/// <para>
/// Outputs: Energy (Single), FeatureEnergy (vector), Latent (vector of r values), Reconstruction (vector, the nearest point of the subspace). A row
/// with NaN or an infinite value is skipped at Fit, and gives NaN at Transform.
/// </para>
/// <para>
/// Source: Pearson, "On lines and planes of closest fit to systems of points in space" (1901). Tipping and Bishop, "Probabilistic
/// principal component analysis", Journal of the Royal Statistical Society B 61 (1999).
/// </para>
/// </remarks>
public sealed partial class PrincipalSubspaceEstimator : EnergyEstimator<LatentInferenceTransformer, PrincipalSubspaceEstimator.Options>
{
    internal PrincipalSubspaceEstimator(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override IReadOnlyList<InputColumn> Inputs => InputColumn.Features(CheckedOptions.FeatureColumnName, CheckedOptions.ExampleWeightColumnName);

    private protected override IReadOnlyList<OutputColumn> Outputs => PrincipalSubspaceEnergy.DeclareOutputs().Named(CheckedOptions.OutputNames).Columns;

    private protected override FormattableString Size => $"{nameof(Options.NumberOfComponents)} = {CheckedOptions.NumberOfComponents}";

    private protected override void CheckColumns(IReadOnlyList<BoundInput> columns)
    {
        if (CheckedOptions.NumberOfComponents > columns[0].Size)
            throw new InvalidOperationException($"{nameof(Options.NumberOfComponents)} = {CheckedOptions.NumberOfComponents} for {columns[0].Size} features in {columns[0].Where}: a subspace has at most as many components as there are features.");
    }

    private protected override LatentInferenceTransformer Train(TrainingData data, TrainingLog log)
    {
        var result = PrincipalSubspaceTraining.Fit(data, CheckedOptions);
        if (!double.IsFinite(result.MeanEnergy))
            throw new InvalidOperationException($"The energy overflowed ({result.MeanEnergy}): scale the features of '{CheckedOptions.FeatureColumnName}'.");
        log.Report(new TrainingProgress(1, 1, result.MeanEnergy));
        log.Info($"done: {result.Energy}, mean energy {result.MeanEnergy:G7}.");
        return new LatentInferenceTransformer(CheckedOptions.FeatureColumnName, ((IModelEnergy)result.Energy).Outputs.Named(CheckedOptions.OutputNames), result.Energy);
    }
}
