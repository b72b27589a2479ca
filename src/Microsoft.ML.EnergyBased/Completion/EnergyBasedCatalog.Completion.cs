namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>Completes rows by a trained energy: NaN marks what is unobserved, and the energy is minimised over it.</summary>
    /// <param name="model">The fitted transformer, of any component of the package that holds an energy; it is embedded, not changed.</param>
    /// <param name="numberOfAnswers">The most answers a row, at least 1: distinct local minima in order of energy.</param>
    /// <returns>An estimator with the columns Completed and Energy, and with more than one answer Answers and AnswerEnergies.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range, or the model holds no energy of rows.</exception>
    public CompletionEstimator Completion(EnergyBasedTransformer model, int numberOfAnswers = CompletionEstimator.Defaults.NumberOfAnswers)
        => Completion(model, new CompletionEstimator.Options { NumberOfAnswers = numberOfAnswers });

    /// <summary>Completes rows by a trained energy, with all options.</summary>
    /// <param name="model">The fitted transformer, of any component of the package that holds an energy; it is embedded, not changed.</param>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An option is out of range or of no use to the method, the energy cannot be completed by the method chosen, or the
    /// model holds no energy of rows.
    /// </exception>
    public CompletionEstimator Completion(EnergyBasedTransformer model, CompletionEstimator.Options options) => new(_env, model, options);
}
