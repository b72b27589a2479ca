using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>The output columns of a completion, as the estimator promises them (sizes unknown, 0) and the transformer delivers them.</summary>
internal sealed class CompletionOutputs
{
    // What is completed is the last of the columns that are read.
    internal CompletionOutputs(
        string? completed, string? energy, string? answers, string? answerEnergies, string? inference, int numberOfAnswers, int size, int columns)
    {
        Completed = OutputColumn.Vector(completed, size, slotNamesFrom: columns - 1);
        Energy = OutputColumn.Single(energy);
        if (numberOfAnswers > 1)
        {
            Answers = OutputColumn.Vector(answers, checked(numberOfAnswers * size));
            AnswerEnergies = OutputColumn.Vector(answerEnergies, numberOfAnswers);
        }

        Inference = OutputColumn.Search(inference);
        All = [.. new OutputColumn?[] { Completed, Energy, Answers, AnswerEnergies, Inference }.OfType<OutputColumn>()];
    }

    internal CompletionOutputs(CompletionEstimator.Options options, int size, int columns)
        : this(
            options.CompletedColumnName, options.EnergyColumnName, options.AnswersColumnName, options.AnswerEnergiesColumnName,
            options.InferenceColumnName, options.NumberOfAnswers, size, columns)
    {
    }

    internal OutputColumn<float>? Completed { get; }

    internal OutputColumn<float>? Energy { get; }

    internal OutputColumn<float>? Answers { get; }

    internal OutputColumn<float>? AnswerEnergies { get; }

    internal OutputColumn<float>? Inference { get; }

    internal IReadOnlyList<OutputColumn> All { get; }
}
