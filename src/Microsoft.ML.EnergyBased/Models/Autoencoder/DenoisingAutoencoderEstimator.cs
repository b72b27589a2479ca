using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// A denoising autoencoder as an energy: E(y) = ‖y − Dec(Enc(y))‖², learnt by restoring corrupted rows and scored
/// without corruption. With <see cref="Corruption.None"/> it is a standard autoencoder.
/// </summary>
/// <remarks>
/// <para>
/// Each training row y is corrupted to ỹ, and encoder and decoder are trained to bring Dec(Enc(ỹ)) back to y. So the
/// energy is pushed up around the data, and r(y) − y is a field that points towards the manifold of the data: for small
/// Gaussian noise of variance σ² it is σ² times the gradient of the log density (Alain and Bengio, 2014).
/// </para>
/// <para>
/// Outputs: Energy (Single; the cross-entropy under that loss), FeatureEnergy (vector, summing to Energy), Code
/// (vector), Reconstruction (vector). A row with NaN or an infinite value is skipped at Fit, and gives NaN at Transform.
/// The cross-entropy wants features in [0, 1]: others are an error at Fit, and give NaN at Transform.
/// </para>
/// <para>
/// Source: Vincent et al., "Stacked denoising autoencoders", JMLR 11 (2010); Rifai et al., "Contractive auto-encoders",
/// ICML 2011.
/// </para>
/// </remarks>
public sealed partial class DenoisingAutoencoderEstimator : EnergyEstimator<DenoisingAutoencoderTransformer, DenoisingAutoencoderEstimator.Options>
{
    internal DenoisingAutoencoderEstimator(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override IReadOnlyList<InputColumn> Inputs
        => [InputColumn.Vector(CheckedOptions.FeatureColumnName, InputColumn.FeatureRole) with { Domain = AutoencoderEnergy.DomainOf(CheckedOptions.Loss) }];

    private protected override IReadOnlyList<OutputColumn> Outputs => AutoencoderEnergy.DeclareOutputs().Named(CheckedOptions.OutputNames).Columns;

    private protected override FormattableString Size
        => $"{nameof(Options.HiddenUnits)} = [{string.Join(", ", CheckedOptions.WarmStart?.Energy.HiddenUnits ?? CheckedOptions.HiddenUnits)}] and {nameof(Options.BatchSize)} = {CheckedOptions.BatchSize}";

    private protected override UnitDependence Units => UnitDependence.OriginAndScale;

    private protected override (string Option, int Dimension)? Start
        => CheckedOptions.WarmStart is { } model ? (nameof(Options.WarmStart), model.Energy.Dimension) : null;

    private protected override DenoisingAutoencoderTransformer Train(TrainingData data, TrainingLog log)
    {
        var result = AutoencoderTraining.Fit(data, CheckedOptions, log);
        log.Info($"{result.History}");
        var outputs = AutoencoderEnergy.DeclareOutputs(data.Width, result.Energy.CodeSize).Named(CheckedOptions.OutputNames);
        return new DenoisingAutoencoderTransformer(CheckedOptions.FeatureColumnName, outputs, result.Energy);
    }
}
