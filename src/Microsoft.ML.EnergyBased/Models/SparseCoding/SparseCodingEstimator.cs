using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.KMeans;
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
public sealed partial class SparseCodingEstimator : IEstimator<LatentInferenceTransformer>
{
    // A few rows may be hard; where more are, the features or the options do not fit.
    private const double MostUnfinished = 0.1;

    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    internal SparseCodingEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(SparseCodingEstimator));
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    private InputColumn Features => InputColumn.Vector(_options.FeatureColumnName, "feature column");

    private float[]? Start => _options.Start?.Atoms.ToArray() ?? _options.InitialDictionary?.SelectMany(a => a).ToArray();

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, [Features], SparseCodingEnergy.DeclareOutputs().Named(_options.OutputNames).Columns);

    /// <summary>Learns the dictionary. A second call with the same data gives the same atoms, bit for bit.</summary>
    /// <param name="input">The training data: read once, or once an epoch where it is larger than <see cref="Options.MemoryLimit"/>.</param>
    /// <returns>A transformer that holds a <see cref="SparseCodingEnergy"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No usable row, a row whose squares overflow, a start of another size, or an energy that overflows.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TrainingOptions.CancellationToken"/> was cancelled.</exception>
    public LatentInferenceTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(SparseCodingEstimator), _options.Progress);
        var (_, dimension) = Features.Bind(input.Schema, nameof(input));
        var given = _options.Start?.Dimension ?? _options.InitialDictionary?[0].Length;
        if (given is { } size && size != dimension)
            throw new InvalidOperationException($"{(_options.WarmStart is null ? nameof(Options.InitialDictionary) : nameof(Options.WarmStart))}: the atoms have {size} values, {Features.Role} '{_options.FeatureColumnName}' has {dimension}");

        log.Info($"fitting {_options.NumberOfAtoms} atoms to the {dimension} features of '{_options.FeatureColumnName}', λ = {_options.Sparsity}");
        var rows = FeatureRows.ReadWithin(_options.MemoryLimit, input, [Features], log, _options.CancellationToken);
        var units = new FeatureUnits([Features], log, scaleIsFree: true);
        if (rows is not null)
            units.Check(rows.Values.Span, rows.Width, dimension);
        var result = Room.For(
            $"{nameof(Options.NumberOfAtoms)} = {_options.NumberOfAtoms} and {nameof(Options.BatchSize)} = {_options.BatchSize} with {dimension} features",
            () => rows is not null
                ? DictionaryTraining.Fit(rows.Values, dimension, Settings(log))
                : DictionaryTraining.Fit(new FeatureStream(input, [Features], log, _options.CancellationToken, units, dimension).Open, dimension, Settings(log)));
        _options.CancellationToken.ThrowIfCancellationRequested();
        if (result.Epochs.Count == 0)
            log.Info($"finished: the dictionary is the one it started from");
        else
            log.Info($"finished after {result.Epochs.Count} epochs, mean energy {result.Epochs[^1].Energy:G7}");
        if (result.UnfinishedShare > MostUnfinished)
            log.Warning($"{result.UnfinishedShare:P0} of the codes of the last epoch ended at {nameof(Options.MaximumIterations)} = {_options.MaximumIterations}, before {nameof(Options.Tolerance)} = {_options.Tolerance}. Scale the features, raise {nameof(Options.Sparsity)} or {nameof(Options.MaximumIterations)}, or take {SparseInferenceAlgorithm.CoordinateDescent}");
        return new LatentInferenceTransformer(_options.FeatureColumnName, ((IModelEnergy)result.Energy).Outputs.Named(_options.OutputNames), result.Energy);
    }

    private DictionarySettings Settings(TrainingLog log) => new()
    {
        NumberOfAtoms = _options.NumberOfAtoms,
        Inference = _options.Inference,
        Initialization = Start is null ? _options.Initialization : SparseDictionaryInitialization.Given,
        InitialDictionary = Start,
        NumberOfEpochs = _options.NumberOfEpochs,
        BatchSize = _options.BatchSize,
        Forgetting = _options.Forgetting,
        Seed = (ulong)(uint)_seed,
        NumberOfThreads = _options.Threads,
        CancellationToken = _options.CancellationToken,
        Progress = epoch => log.Report(TrainingProgress.Of(epoch)),
    };
}
