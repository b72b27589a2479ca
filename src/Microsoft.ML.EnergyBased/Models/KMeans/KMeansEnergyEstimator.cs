using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// K-means as a latent-variable energy: E(y, z) = ‖y − Wz‖² with z one-hot over K prototypes;
/// F_β(y) = −(1/β) log Σ_z e^{−βE(y,z)}, which at β = ∞ is the minimum over z.
/// </summary>
/// <remarks>
/// <para>
/// Trained by coordinate descent: each row takes its nearest prototype (inference of z), then each prototype moves to the
/// mean of its rows (the minimum over W), which never raises the summed energy. The best of
/// <see cref="Options.NumberOfRestarts"/> runs is kept. With <see cref="KMeansTrainingAlgorithm.Gradient"/> each row moves
/// its winner a step towards itself instead. A prototype that loses all its rows is re-seeded from the rows
/// of highest energy.
/// </para>
/// <para>
/// Outputs: Energy (Single), FeatureEnergy (vector, summing to Energy), Score (vector, E for each prototype),
/// PredictedLabel (key from 1), Reconstruction (vector, the nearest prototype, or the mean over P(z|y) at
/// finite β), Latent (vector, P(z|y), summing to 1).
/// NaN stands for what is not observed (<see cref="Options.MissingValues"/>): a row with an infinite value, or with nothing
/// observed, is skipped at Fit, and gives NaN (a missing key) at Transform.
/// </para>
/// <para>
/// Source: Lloyd, "Least squares quantization in PCM" (1982); Arthur and Vassilvitskii, "k-means++: the advantages of
/// careful seeding" (2007).
/// </para>
/// </remarks>
public sealed partial class KMeansEnergyEstimator : EnergyEstimator<KMeansEnergyTransformer, KMeansEnergyEstimator.Options>
{
    internal KMeansEnergyEstimator(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override IReadOnlyList<InputColumn> Inputs => InputColumn.Features(CheckedOptions.FeatureColumnName, CheckedOptions.ExampleWeightColumnName, CheckedOptions.MissingValues);

    private protected override IReadOnlyList<OutputColumn> Outputs => KMeansEnergy.DeclareOutputs().Named(CheckedOptions.OutputNames).Columns;

    private protected override FormattableString Size => $"{nameof(Options.NumberOfPrototypes)} = {CheckedOptions.NumberOfPrototypes}";

    private protected override (string Option, int Dimension)? Start
        => CheckedOptions.WarmStart is { } model ? (nameof(Options.WarmStart), model.Energy.Dimension)
            : CheckedOptions.InitialPrototypes is { } given ? (nameof(Options.InitialPrototypes), given[0].Length) : null;

    private protected override KMeansEnergyTransformer Train(TrainingData data, TrainingLog log)
    {
        var result = KMeansTraining.Fit(data, CheckedOptions, log);
        if (!double.IsFinite(result.Energy))
            throw new InvalidOperationException($"The summed energy overflowed ({result.Energy}): scale the features of '{CheckedOptions.FeatureColumnName}'.");
        var energy = new KMeansEnergy(result.Prototypes, CheckedOptions.NumberOfPrototypes, data.Width, CheckedOptions.InverseTemperature, CheckedOptions.MissingValues);
        log.Info($"{(result.Converged ? "converged" : "stopped")} after {result.Iterations} iterations, summed energy {result.Energy:G7}.");
        var outputs = KMeansEnergy.DeclareOutputs(energy.Dimension, energy.NumberOfPrototypes).Named(CheckedOptions.OutputNames);
        return new KMeansEnergyTransformer(CheckedOptions.FeatureColumnName, outputs, energy, result.Energy, result.Iterations, result.Converged);
    }
}
