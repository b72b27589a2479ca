using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

/// <summary>What all completions share, whatever energy they hold.</summary>
[DoesNotApply("P27", "it takes no example weights")]
[DoesNotApply("P28_TheNumberOfThreads", "Fit gathers moments on one thread, so there is no NumberOfThreads")]
[DoesNotApply("P32_CancelFromProgress", "there are no epochs to report: cancelling while it reads is tested")]
[DoesNotApply("P33_TheLogHasOneLineAnEpoch", "there are no epochs: Fit embeds a trained energy")]
[DoesNotApply("P39", "the model inside has the column: a completion gives no shares")]
public abstract class AnyCompletionContract : ComponentContract<CompletionEstimator, CompletionTransformer, CompletionEstimator.Options>
{
    /// <summary>Every third row misses a value or two.</summary>
    protected override Table Training { get; } = Tables.Vectors().Alter("Features", (row, values) => (row % 9) switch
    {
        1 => [values[0], values[1], float.NaN, values[3]],
        4 => [float.NaN, values[1], values[2], float.NaN],
        _ => values,
    });

    protected override IReadOnlyList<string> Inputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs => [Output.Found("Completed", slotNamesFrom: "Features"), Output.FoundEnergy("Energy")];

    protected override bool NaNIsUnobserved => true;

    protected override bool TakesAnySize => false;

    protected override IEnumerable<(string Option, Action<CompletionEstimator.Options> Set)> MoreBadOptions =>
    [
        ("InferenceTolerance", o => o.InferenceTolerance = 0),
        ("Method", o => o.Method = (CompletionMethod)99),
    ];

    protected override CompletionEstimator.Options QuickOptions() => new();

    protected override CompletionEstimator Create(MLContext ml, CompletionEstimator.Options options) => ml.EnergyBased().Completion(Model, options);

    protected abstract EnergyBasedTransformer Model { get; }
}

/// <summary>Completion by a closed form: K-means.</summary>
[DoesNotApply("P02_ASecondFit", "a closed form does not depend on the data of Fit: the contracts of the other methods run it")]
public sealed class CompletionContract : AnyCompletionContract
{
    protected override IEnumerable<(string Option, Action<CompletionEstimator.Options> Set)> MoreBadOptions =>
    [
        .. base.MoreBadOptions,
        ("InferenceStarts", o => o.InferenceStarts = 2),
        ("InferenceIterations", o => o.InferenceIterations = 20),
        ("InferenceTolerance", o => (o.Method, o.InferenceTolerance) = (CompletionMethod.ClampedSampling, 1e-3f)),
    ];

    protected override EnergyBasedTransformer Model => Prototypes;

    private static EnergyBasedTransformer Prototypes { get; } = new MLContext(1).EnergyBased()
        .KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 3, Seed = 1 }).Fit(Tables.Vectors().View());
}

/// <summary>Completion by masked iteration, with several answers: an autoencoder.</summary>
[DoesNotApply("P26", "answers past the last distinct one are NaN, whatever Fit has read: the contract of one answer looks at odd data")]
public sealed class AnswersCompletionContract : AnyCompletionContract
{
    protected override IReadOnlyList<Output> Outputs => [.. base.Outputs, Output.Found("Answers"), Output.FoundEnergy("AnswerEnergies"), Output.Search("Inference")];

    protected override CompletionEstimator.Options QuickOptions() => new() { NumberOfAnswers = 3, InferenceStarts = 4, InferenceIterations = 20, InferenceColumnName = "Inference" };

    protected override EnergyBasedTransformer Model => Autoencoder;

    private static EnergyBasedTransformer Autoencoder { get; } = new MLContext(1).EnergyBased()
        .DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = [6, 2], Activation = Activation.Tanh, NumberOfEpochs = 3, Seed = 1 })
        .Fit(Tables.Vectors().View());
}

/// <summary>Completion by gradient descent: an energy network.</summary>
[DoesNotApply("P26", "this network's energy overflows at the end of float's range, where Fit trains nothing: the contract of K-means looks at odd data")]
public sealed class GradientCompletionContract : AnyCompletionContract
{
    protected override IEnumerable<(string Option, Action<CompletionEstimator.Options> Set)> MoreBadOptions =>
        [.. base.MoreBadOptions, ("Method", o => o.Method = CompletionMethod.MaskedIteration)];

    protected override CompletionEstimator.Options QuickOptions() => new() { InferenceStarts = 2, InferenceTolerance = 1e-6f };

    protected override EnergyBasedTransformer Model => Network;

    private static EnergyBasedTransformer Network { get; } = new MLContext(1).EnergyBased()
        .ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.EnergyNetwork([6, 4], Activation.Softplus, quadratic: 0.1f),
            NegativePhase = NegativePhase.Langevin(steps: 5, stepSize: 0.05f),
            NumberOfEpochs = 3,
            BatchSize = 16,
            Seed = 1,
        })
        .Fit(Tables.Vectors().View());
}
