using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Evaluation;
using Microsoft.ML.EnergyBased.Models.Classifier;

namespace Microsoft.ML.EnergyBased;

/// <summary>Every way into the package: <c>mlContext.EnergyBased().KMeans(...)</c> and so on.</summary>
public sealed partial class EnergyBasedCatalog
{
    private readonly MLContext _env;

    internal EnergyBasedCatalog(MLContext env)
    {
        _env = env;
    }

    /// <summary>K-means as an energy: E(y, z) = ‖y − Wz‖² with z one-hot, F(y) = min over z.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfPrototypes">K, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Score, PredictedLabel, Reconstruction and Latent.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public KMeansEnergyEstimator KMeans(string featureColumnName = "Features", int numberOfPrototypes = 5)
        => KMeans(new KMeansEnergyEstimator.Options { FeatureColumnName = featureColumnName, NumberOfPrototypes = numberOfPrototypes });

    /// <summary>K-means as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public KMeansEnergyEstimator KMeans(KMeansEnergyEstimator.Options options) => new(_env, options);

    /// <summary>A denoising autoencoder as an energy: E(y) = ‖y − Dec(Enc(y))‖², learnt by restoring corrupted rows.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="hiddenUnits">Units of each encoder layer, the last being the code; null for 128, 32. The decoder mirrors them.</param>
    /// <param name="corruption">What is done to a row before it is to be restored; null for Gaussian noise of 0.1.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Code and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public DenoisingAutoencoderEstimator DenoisingAutoencoder(
        string featureColumnName = "Features", IReadOnlyList<int>? hiddenUnits = null, Corruption? corruption = null, int numberOfEpochs = 20)
    {
        var options = new DenoisingAutoencoderEstimator.Options { FeatureColumnName = featureColumnName, NumberOfEpochs = numberOfEpochs };
        options.HiddenUnits = hiddenUnits ?? options.HiddenUnits;
        options.Corruption = corruption ?? options.Corruption;
        return DenoisingAutoencoder(options);
    }

    /// <summary>A denoising (or standard) autoencoder as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public DenoisingAutoencoderEstimator DenoisingAutoencoder(DenoisingAutoencoderEstimator.Options options) => new(_env, options);

    /// <summary>An energy over classes: F(x, y) for each class, P(y|x) its Gibbs distribution, trained by exact maximum likelihood.</summary>
    /// <param name="labelColumnName">The label: a key, as MapValueToKey gives it.</param>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="hiddenUnits">Units of each hidden layer; null for an energy linear in the features.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>A trainer with the columns Score, PredictedLabel, Energy and FeatureEnergy.</returns>
    /// <exception cref="ArgumentNullException">A column name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public EnergyClassifierTrainer EnergyClassifier(
        string labelColumnName = "Label", string featureColumnName = "Features", IReadOnlyList<int>? hiddenUnits = null, int numberOfEpochs = 20)
    {
        var options = new EnergyClassifierTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            NumberOfEpochs = numberOfEpochs,
        };
        options.HiddenUnits = hiddenUnits ?? options.HiddenUnits;
        return EnergyClassifier(options);
    }

    /// <summary>An energy over classes, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public EnergyClassifierTrainer EnergyClassifier(EnergyClassifierTrainer.Options options) => new(_env, options);

    /// <summary>An energy that is pushed down on data and up on what short chains reach from it: a restricted Boltzmann machine or a network.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size; in [0, 1] for a machine on bits.</param>
    /// <param name="model">The energy; null for a restricted Boltzmann machine of 64 hidden units on bits.</param>
    /// <param name="negativePhase">The chains; null for Gibbs(1), and Langevin() of an energy network.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>A trainer with the column Energy, and for a restricted Boltzmann machine Code and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, or the chains are none of the model's.</exception>
    public ContrastiveDivergenceTrainer ContrastiveDivergence(
        string featureColumnName = "Features", ContrastiveModel? model = null, NegativePhase? negativePhase = null, int numberOfEpochs = 20)
    {
        var options = new ContrastiveDivergenceTrainer.Options
        {
            FeatureColumnName = featureColumnName,
            NegativePhase = negativePhase,
            NumberOfEpochs = numberOfEpochs,
        };
        options.Model = model ?? options.Model;
        return ContrastiveDivergence(options);
    }

    /// <summary>An energy trained by contrastive divergence and its relatives, with all options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range, or does not go with the model.</exception>
    public ContrastiveDivergenceTrainer ContrastiveDivergence(ContrastiveDivergenceTrainer.Options options) => new(_env, options);

    /// <summary>Samples a model that was trained by contrastive divergence: rows like those it was trained on.</summary>
    /// <remarks>
    /// At most 100 chains give the rows, the draws in time order and in each draw the chains;
    /// <see cref="ContrastiveDivergenceTransformer.Sample"/> also gives their diagnostics.
    /// </remarks>
    /// <param name="model">The model.</param>
    /// <param name="rows">The samples, at least 1.</param>
    /// <param name="burnIn">The steps of each chain before its first sample's, at least 0.</param>
    /// <param name="thin">The steps from sample to sample of a chain, at least 1.</param>
    /// <param name="seed">The seed; the same seed gives the same samples.</param>
    /// <param name="cancellationToken">Looked at before every step.</param>
    /// <returns>A view in memory with the samples in the model's feature column.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IDataView Sample(
        ContrastiveDivergenceTransformer model, int rows, int burnIn = 1000, int thin = 10, long seed = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        const int MostChains = 100;
        var chains = Math.Min(rows, MostChains);
        var samples = model.Sample(((rows - 1) / chains) + 1, chains, burnIn, thin, seed, cancellationToken);
        return SampledRow.ViewOf(_env, samples, rows, model.FeatureColumnName);
    }

    /// <summary>Completes rows by a trained energy: NaN marks what is unobserved, and the energy is minimised over it.</summary>
    /// <param name="model">The fitted transformer, of any component of the package that holds an energy; it is embedded, not changed.</param>
    /// <param name="numberOfAnswers">The most answers a row, at least 1: distinct local minima in order of energy.</param>
    /// <returns>An estimator with the columns Completed and Energy, and with more than one answer Answers and AnswerEnergies.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range, or the model holds no energy of rows.</exception>
    public CompletionEstimator Completion(EnergyBasedTransformer model, int numberOfAnswers = 1)
        => Completion(model, new CompletionEstimator.Options { NumberOfAnswers = numberOfAnswers });

    /// <summary>Completes rows by a trained energy, with all options.</summary>
    /// <param name="model">The fitted transformer, of any component of the package that holds an energy; it is embedded, not changed.</param>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An option is out of range or of no use to the method, the energy cannot be completed by the method asked for, or the
    /// model holds no energy of rows.
    /// </exception>
    public CompletionEstimator Completion(EnergyBasedTransformer model, CompletionEstimator.Options options) => new(_env, model, options);

    /// <summary>
    /// Turns an energy into ML.NET's anomaly columns Score, PredictedLabel and PValue, which hide columns of the same
    /// names, such as a clustering's Score and PredictedLabel.
    /// </summary>
    /// <param name="contamination">The share of training rows believed to be anomalies, in (0, 0.5].</param>
    /// <param name="energyColumnName">The energy column: Single, higher is odder.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="energyColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AnomalyThresholdEstimator AnomalyThreshold(double contamination = AnomalyThresholdEstimator.Options.DefaultContamination, string energyColumnName = "Energy")
        => AnomalyThreshold(new AnomalyThresholdEstimator.Options { Contamination = contamination, EnergyColumnName = energyColumnName });

    /// <summary>Turns an energy into ML.NET's anomaly columns, with all options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public AnomalyThresholdEstimator AnomalyThreshold(AnomalyThresholdEstimator.Options options) => new(_env, options);

    /// <summary>Mean, quantiles and, with labels, the AUC of the energies in a scored view.</summary>
    /// <param name="data">Data that a model has scored; read once.</param>
    /// <param name="energyColumnName">The energy column: Single. Rows with NaN are counted and left out.</param>
    /// <param name="labelColumnName">A column that tells anomalies (Boolean true, or a Single above 0; NaN makes a row a missing one), or null.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> or <paramref name="energyColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public EnergyMetrics Evaluate(IDataView data, string energyColumnName = "Energy", string? labelColumnName = null)
        => EnergyEvaluator.Evaluate(data, energyColumnName, labelColumnName);

    /// <summary>Fits one model for each value, and gives the energies of training and held-out rows: to choose K, β and the like.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="trainSet">What each model is fitted to.</param>
    /// <param name="heldOutSet">What it is judged by.</param>
    /// <param name="values">The values to try, in this order.</param>
    /// <param name="estimator">Makes the estimator (or pipeline) for a value.</param>
    /// <param name="energyColumnName">The energy column of the scored data.</param>
    /// <param name="labelColumnName">A column that tells anomalies (Boolean true, or a Single above 0), or null.</param>
    /// <returns>One entry a value.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="labelColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public IReadOnlyList<EnergyComparison<T>> Compare<T>(
        IDataView trainSet, IDataView heldOutSet, IEnumerable<T> values, Func<T, IEstimator<ITransformer>> estimator,
        string energyColumnName = "Energy", string? labelColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        ArgumentNullException.ThrowIfNull(heldOutSet);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(energyColumnName);
        var lines = new List<EnergyComparison<T>>();
        foreach (var value in values)
        {
            var model = (estimator(value) ?? throw new ArgumentException($"No estimator was made for the value {value}", nameof(estimator))).Fit(trainSet);
            lines.Add(new EnergyComparison<T>(
                value, model,
                Evaluate(model.Transform(trainSet), energyColumnName, labelColumnName),
                Evaluate(model.Transform(heldOutSet), energyColumnName, labelColumnName)));
        }

        return lines;
    }
}
