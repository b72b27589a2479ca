using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased;

public sealed partial class CompletionEstimator
{
    /// <summary>Options of <see cref="CompletionEstimator"/>. The estimator copies them when it is made.</summary>
    public sealed class Options
    {
        /// <summary>How unobserved values are found. Default: the energy's own way, or the one that suits it.</summary>
        public CompletionMethod Method { get; set; } = CompletionMethod.Automatic;

        /// <summary>The most answers a row, at least 1: distinct local minima in order of energy. Default 1, the lowest.</summary>
        public int NumberOfAnswers { get; set; } = 1;

        /// <summary>
        /// Points that an iteration or a descent begins at, or chains that are sampled; at least 1, default 8. The first is the
        /// mean of the features. An energy's own way has starts of its own.
        /// </summary>
        public int NumberOfStarts { get; set; } = 8;

        /// <summary>Steps of each at the most, at least 1, default 200; of chains the first half is thrown away.</summary>
        public int MaximumIterations { get; set; } = 200;

        /// <summary>A search ends when no value moves by more than this many standard deviations of its feature; positive and finite, default 0.0001.</summary>
        public float Tolerance { get; set; } = 1e-4f;

        /// <summary>Seed of starts and chains, or null (the default) to take one from the context. It is saved with the model.</summary>
        public int? Seed { get; set; }

        /// <summary>Output column (vector): the row with its unobserved values filled in. Default "Completed"; null drops it.</summary>
        public string? CompletedColumnName { get; set; } = "Completed";

        /// <summary>Output column (Single): the energy of the completed row. Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>
        /// Output column (vector), with more than one answer: all answers side by side, NumberOfAnswers × the row's size, NaN
        /// past the last one. Default "Answers"; null drops it.
        /// </summary>
        public string? AnswersColumnName { get; set; } = "Answers";

        /// <summary>
        /// Output column (vector), with more than one answer: the energy of each, ascending, NaN past the last one. Default
        /// "AnswerEnergies"; null drops it.
        /// </summary>
        public string? AnswerEnergiesColumnName { get; set; } = "AnswerEnergies";

        /// <summary>Ends Fit with <see cref="OperationCanceledException"/>; the context stays usable.</summary>
        public CancellationToken CancellationToken { get; set; }

        internal Options CopyAndValidate()
        {
            var copy = (Options)MemberwiseClone();
            Check.Defined(Method, nameof(Method));
            Check.Positive(NumberOfAnswers, nameof(NumberOfAnswers));
            Check.Positive(NumberOfStarts, nameof(NumberOfStarts));
            Check.Positive(MaximumIterations, nameof(MaximumIterations));
            if (!(Tolerance > 0 && float.IsFinite(Tolerance)))
                throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "Must be positive and finite");
            Check.OutputNames(
                (CompletedColumnName, nameof(CompletedColumnName)),
                (EnergyColumnName, nameof(EnergyColumnName)),
                (AnswersColumnName, nameof(AnswersColumnName)),
                (AnswerEnergiesColumnName, nameof(AnswerEnergiesColumnName)));
            // With one answer the other two columns are not there.
            if (NumberOfAnswers == 1)
                Check.OutputNames((CompletedColumnName, nameof(CompletedColumnName)), (EnergyColumnName, nameof(EnergyColumnName)));
            return copy;
        }
    }
}
