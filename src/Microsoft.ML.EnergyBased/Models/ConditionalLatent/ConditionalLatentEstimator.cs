using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
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
/// that z can reach so much and no more; a contrastive loss (<see cref="ConditionalLoss"/>) pushes up on wrong answers too.
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
/// Source: LeCun and Canziani, NYU Deep Learning, week 7, "Latent variable energy-based model"; contrastive losses: LeCun et
/// al., "A Tutorial on Energy-Based Learning" (2006), section 2.2.
/// </para>
/// </remarks>
public sealed partial class ConditionalLatentEstimator : IEstimator<LatentInferenceTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    internal ConditionalLatentEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(ConditionalLatentEstimator));
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    private InputColumn[] Columns =>
        [InputColumn.Vector(_options.ContextColumnName, "context column"), InputColumn.Vector(_options.FeatureColumnName, "feature column")];

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The context or feature column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, Columns, ConditionalLatentEnergy.DeclareOutputs().Named(_options.OutputNames).Columns);

    /// <summary>Trains the decoder. A second call with the same data gives the same weights, bit for bit.</summary>
    /// <param name="input">
    /// The training data: read once, or once an epoch where it is larger than <see cref="NetworkTrainingOptions.MemoryLimit"/>.
    /// </param>
    /// <returns>A transformer that holds the energy, a <see cref="ConditionalLatentEnergy"/> over rows [x | y].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The context or feature column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No usable row, a row whose squares overflow, the training diverges, or a contrastive loss meets no wrong answer.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TrainingOptions.CancellationToken"/> was cancelled.</exception>
    public LatentInferenceTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(ConditionalLatentEstimator), _options.Progress);
        var (_, context) = Columns[0].Bind(input.Schema, nameof(input));
        var (_, target) = Columns[1].Bind(input.Schema, nameof(input));
        _options.ToSettings().CheckRow(context, target);
        var settings = _options.ToSettings() with { Seed = (ulong)(uint)_seed, Progress = epoch => log.Report(TrainingProgress.Of(epoch)) };
        log.Info($"fitting answers of {target} values in '{_options.FeatureColumnName}' to the {context} of '{_options.ContextColumnName}', z in {_options.Latent}");
        var rows = FeatureRows.ReadWithin(_options.MemoryLimit, input, Columns, log, _options.CancellationToken);
        var units = new FeatureUnits(Columns, log);
        if (rows is not null)
            units.Check(rows.Values.Span, rows.Width, context + target);
        var result = Room.For(
            $"{nameof(Options.Latent)} = {_options.Latent}, {nameof(Options.HiddenUnits)} = [{string.Join(", ", _options.HiddenUnits)}] and {nameof(Options.BatchSize)} = {_options.BatchSize} with {context} and {target} features",
            () => rows is not null
                ? ConditionalTraining.Fit(rows.Values, context, target, settings)
                : ConditionalTraining.Fit(new FeatureStream(input, Columns, log, _options.CancellationToken, units, context + target).Open, context, target, settings));
        log.Info($"{result.History}");
        return new LatentInferenceTransformer(_options.FeatureColumnName, ((IModelEnergy)result.Energy).Outputs.Named(_options.OutputNames), result.Energy, _options.ContextColumnName);
    }
}
