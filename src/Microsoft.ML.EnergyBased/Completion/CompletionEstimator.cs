using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
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
/// can name another method, such as sampling with the observed values held.
/// </para>
/// <para>
/// Descent and sampling need an energy that is bounded below. Of an energy network give it a quadratic term
/// (<see cref="ContrastiveModel.EnergyNetwork"/>, quadratic: above 0); the energies of a classifier usually have no minimum over the
/// features. An unobserved value that goes further than a hundred standard deviations from its mean while the energy still falls
/// has run away: that start is given up, and where no start ends at a minimum the row's answers and energies are NaN. (Where
/// an observed value is itself far away, ten times its distance counts; of a feature that hardly varies a standard deviation counts
/// as a tenth of the greatest one.)
/// </para>
/// <para>
/// NaN alone is unobserved. A text loader reads an empty numeric cell as 0, which would be held as an observed value,
/// unless its option <c>MissingRealsAsNaNs</c> (of <c>TextLoader.Options</c>) is true.
/// </para>
/// <para>
/// Fit embeds the energy and reads the rows once for the mean and standard deviation of the observed values of each feature, where
/// searches begin; of a feature that no row observes the moments are the model's own. Outputs: Completed (vector: observed values to the bit), Energy (Single, of the completed row), and with
/// more than one answer Answers and AnswerEnergies; on request Inference (vector: Iterations, Gap, Converged). A row with an infinite value or with nothing observed gives NaN; of a
/// conditional model the context must be observed, and the other column may be wholly unobserved.
/// </para>
/// </remarks>
public sealed partial class CompletionEstimator : EnergyEstimator<CompletionTransformer, CompletionEstimator.Options>
{
    private readonly EnergyModelTransformer _model;

    internal CompletionEstimator(IHostEnvironment env, EnergyBasedTransformer model, Options options)
        : base(env, options)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model as EnergyModelTransformer
            ?? throw new ArgumentOutOfRangeException(nameof(model), $"{model.GetType().Name} holds no energy of rows that could be completed.");
        CheckedOptions.CheckAgainst(_model);
    }

    private protected override IReadOnlyList<InputColumn> Inputs => CompletionTransformer.ColumnsOf(_model);

    private protected override IReadOnlyList<OutputColumn> Outputs => Declared.Columns;

    private protected override FormattableString Size => $"{nameof(Options.NumberOfAnswers)} = {CheckedOptions.NumberOfAnswers} of the energy {_model}";

    private OutputSet<CompletionPass> Declared => CompletionTransformer.DeclareOutputs(_model, CheckedOptions.NumberOfAnswers).Named(CheckedOptions.OutputNames);

    private protected override CompletionTransformer Train(TrainingData data, TrainingLog log)
    {
        var moments = ObservedMoments.Of(data, _model, log);
        log.Info($"{moments.Rows} rows with {moments.Unobserved} of {moments.Values} values unobserved, to be completed by the energy {_model}.");
        return new CompletionTransformer(_model, Declared, CheckedOptions.NumberOfAnswers, CheckedOptions.ToSettings(CheckedOptions.Seed!.Value, moments.Features));
    }
}
