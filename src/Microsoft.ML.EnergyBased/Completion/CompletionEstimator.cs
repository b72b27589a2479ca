using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// Completes rows by a trained energy: NaN marks what is unobserved, the observed part is held, and the energy is minimised
/// over the rest. Given y₁ it predicts y₂; with several answers it gives the distinct local minima.
/// </summary>
/// <remarks>
/// <para>
/// It works with the energy of every component: in closed form for K-means, Gaussian mixtures and principal subspaces; by
/// the search for the latent for sparse coding and decoders; by masked iteration of the reconstruction for autoencoders and
/// restricted Boltzmann machines; by gradient descent for energy networks and classifiers. <see cref="Options.Method"/>
/// can ask for another method, such as sampling with the observed values held.
/// </para>
/// <para>
/// Descent and sampling need an energy that is bounded below. Of an energy network give it a quadratic term
/// (<see cref="ContrastiveModel.EnergyNetwork"/>, quadratic: above 0); the energies of a classifier usually have no minimum over the
/// features. An unobserved value that goes further than a hundred standard deviations from its mean while the energy still falls
/// has run away: that start is given up, and where no start ends at a minimum the row's answers and energies are NaN. (Where
/// an observed value is itself far away, ten times its distance counts; of a feature that hardly varies a standard deviation counts
/// as a hundredth of its mean, or a tenth of the greatest standard deviation.)
/// </para>
/// <para>
/// NaN alone is unobserved. A text loader reads an empty numeric cell as 0, which would be held as an observed value,
/// unless its option <c>MissingRealsAsNaNs</c> (of <c>TextLoader.Options</c>) is true.
/// </para>
/// <para>
/// Fit embeds the energy and reads the rows once for the mean and standard deviation of the observed values of each feature, where
/// searches begin; of a feature that no row observes the moments are the model's own. Outputs: Completed (vector: observed values to the bit), Energy (Single, of the completed row), and with
/// more than one answer Answers and AnswerEnergies; on demand Inference (vector: Iterations, Gap, Converged). A row with an infinite value or with nothing observed gives NaN; of a
/// conditional model the context must be observed, and the other column may be wholly unobserved.
/// </para>
/// </remarks>
public sealed partial class CompletionEstimator : IEstimator<CompletionTransformer>
{
    private readonly IHost _host;
    private readonly EnergyModelTransformer _model;
    private readonly Options _options;
    private readonly int _seed;

    internal CompletionEstimator(IHostEnvironment env, EnergyBasedTransformer model, Options options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        _model = model as EnergyModelTransformer
            ?? throw new ArgumentOutOfRangeException(nameof(model), $"{model.GetType().Name} holds no energy of rows that could be completed.");
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(CompletionEstimator));
        _seed = _options.Seed ?? _host.Rand.Next();
        _options.CheckAgainst(_model);
    }

    private OutputSet<CompletionPass> Declared => CompletionTransformer.DeclareOutputs(_model, _options.NumberOfAnswers).Named(_options.OutputNames);

    private IReadOnlyList<InputColumn> Columns => CompletionTransformer.ColumnsOf(_model);

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column that the model reads is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, Columns, Declared.Columns);

    /// <summary>Embeds the energy, with the moments of the observed values.</summary>
    /// <param name="input">Rows, read once; NaN is unobserved.</param>
    /// <returns>A transformer that holds the energy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column that the model reads is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">There is no row with something observed.</exception>
    /// <exception cref="OperationCanceledException"><see cref="Options.CancellationToken"/> was cancelled.</exception>
    public CompletionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(CompletionEstimator));
        log.Info($"reading what is observed in {string.Join(", ", Columns.Select(c => $"'{c.Name}'"))}.");
        var moments = ObservedMoments.Read(input, Columns, _model, log, _options.CancellationToken);
        log.Info($"{moments.Rows} rows with {moments.Unobserved} of {moments.Values} values unobserved, to be completed by the energy {_model}.");
        return new CompletionTransformer(_model, Declared, _options.NumberOfAnswers, _options.ToSettings(_seed, moments.Features));
    }
}
