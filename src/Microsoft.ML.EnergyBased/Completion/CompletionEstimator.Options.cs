using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased;

public sealed partial class CompletionEstimator
{
    /// <summary>Options of <see cref="CompletionEstimator"/>. The estimator copies them when it is made.</summary>
    /// <remarks>
    /// <see cref="InferenceStarts"/>, <see cref="InferenceIterations"/> and <see cref="InferenceTolerance"/> are those of masked iteration
    /// and gradient descent; chains have the first two. An energy that is completed by a method of its own has its own, given
    /// when it was trained: there, as with a tolerance of chains, another value than the default is refused. Of rows from text
    /// files only NaN is unobserved: see <see cref="CompletionEstimator"/> for empty cells.
    /// </remarks>
    public sealed class Options : EstimatorOptions, ISeededOptions
    {
        /// <summary>
        /// How unobserved values are found. Default: the energy's own method, or the one that suits it. Gradient descent and
        /// chains need an energy that is bounded below; see <see cref="CompletionEstimator"/>.
        /// </summary>
        public CompletionMethod Method { get; set; } = CompletionMethod.Automatic;

        /// <summary>
        /// The most answers a row, in [1, 4096] and at most 16,777,216 values together: distinct local minima in order of energy. Default 1, the lowest. Of the ends of
        /// iterations and descents the higher one of two counts only where the energy has a ridge on the line between them.
        /// </summary>
        public int NumberOfAnswers { get; set; } = Defaults.NumberOfAnswers;

        /// <summary>
        /// Points that an iteration or a descent begins at, or chains that are sampled; in [1, 4096] and at most 16,777,216 values
        /// together, default 8. The first is the
        /// mean of the features. An energy's own method has starts of its own: there it must be left at its default.
        /// </summary>
        public int InferenceStarts { get; set; } = Defaults.InferenceStarts;

        /// <summary>
        /// Steps of each at the most, in [1, 100,000] and with the starts at most 2,097,152, default 200; of chains the first half is thrown away. Like
        /// <see cref="InferenceStarts"/> not of an energy's own method.
        /// </summary>
        public int InferenceIterations { get; set; } = Defaults.InferenceIterations;

        /// <summary>
        /// A search ends when no value moves by more than this many standard deviations of its feature; positive and finite,
        /// default 0.0001. Neither of an energy's own method nor of chains.
        /// </summary>
        public double InferenceTolerance { get; set; } = Defaults.InferenceTolerance;

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

        /// <summary>
        /// Output column (vector: Iterations, Gap, Converged of the search for the completed row). Of masked iteration and descent
        /// Gap is the greatest move of the last step in standard deviations, which <see cref="InferenceTolerance"/> is held against; of an
        /// energy's own method it is what that measures, and 0 in a closed form. Converged is 1 or 0. All are NaN of a row without an
        /// answer, and of chains all but Iterations. Default null: none.
        /// </summary>
        public string? InferenceColumnName { get; set; }

        /// <summary>The rows are read in one pass, and none is held.</summary>
        internal override long? StreamedAbove => 0;

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (CompletedColumnName, nameof(CompletedColumnName)),
            (EnergyColumnName, nameof(EnergyColumnName)),
            (AnswersColumnName, nameof(AnswersColumnName)),
            (AnswerEnergiesColumnName, nameof(AnswerEnergiesColumnName)),
            (InferenceColumnName, nameof(InferenceColumnName)),
        ];

        internal override void Validate()
        {
            base.Validate();
            Check.Defined(Method, nameof(Method));
            Check.Count(NumberOfAnswers, SearchLimits.Starts, nameof(NumberOfAnswers));
            SearchLimits.Check(InferenceStarts, nameof(InferenceStarts), InferenceIterations, nameof(InferenceIterations));
            Check.PositiveFinite((float)InferenceTolerance, nameof(InferenceTolerance));
            // With one answer the columns of several are not there.
            if (NumberOfAnswers == 1)
                Check.OutputNames([.. OutputNames.Where(output => output.Option is not (nameof(AnswersColumnName) or nameof(AnswerEnergiesColumnName)))]);
        }

        /// <summary>Checks the options against the model that is to complete.</summary>
        /// <exception cref="ArgumentOutOfRangeException">
        /// The model cannot be completed by the method, the options ask for too much, or an option is set that has no use there.
        /// </exception>
        internal void CheckAgainst(EnergyModelTransformer model)
        {
            SearchLimits.CheckValues(NumberOfAnswers, nameof(NumberOfAnswers), model.RowEnergy.Dimension + 1);
            var method = RowCompletion.Check(model.RowEnergy, Method, InferenceStarts, InferenceIterations);
            var isOwn = method == CompletionMethod.Automatic;
            if (isOwn && InferenceStarts != Defaults.InferenceStarts)
                throw Unused(nameof(InferenceStarts), InferenceStarts);
            if (isOwn && InferenceIterations != Defaults.InferenceIterations)
                throw Unused(nameof(InferenceIterations), InferenceIterations);
            if ((isOwn || method == CompletionMethod.ClampedSampling) && (float)InferenceTolerance != (float)Defaults.InferenceTolerance)
                throw Unused(nameof(InferenceTolerance), InferenceTolerance);

            ArgumentOutOfRangeException Unused(string option, object value) => new(
                option, value,
                $"{model} is completed {(isOwn ? "by a method of its own" : $"by {method}")}, which does not use {option}: leave it at its default.");
        }

        internal CompletionSettings ToSettings(long seed, FeatureMoments moments) => new()
        {
            Method = Method,
            InferenceStarts = InferenceStarts,
            InferenceIterations = InferenceIterations,
            InferenceTolerance = (float)InferenceTolerance,
            Seed = seed,
            Means = moments.Means,
            StandardDeviations = moments.StandardDeviations,
        };
    }

    /// <summary>What <see cref="Options"/> has where nothing is said.</summary>
    internal static class Defaults
    {
        internal const int NumberOfAnswers = 1;
        internal const int InferenceStarts = 8;
        internal const int InferenceIterations = 200;
        internal const double InferenceTolerance = 1e-4;
    }
}
