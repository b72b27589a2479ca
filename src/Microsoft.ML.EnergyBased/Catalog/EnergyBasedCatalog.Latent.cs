using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased;

// Latent-variable models: E(y, z), and at Transform a search for z.
public sealed partial class EnergyBasedCatalog
{
    /// <summary>A Gaussian mixture as an energy: F(y) is the negative log-likelihood of the row.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfComponents">The number of Gaussians, at least 1.</param>
    /// <param name="covariance">What their covariances are.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent, Reconstruction, Score and PredictedLabel.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public MixtureEnergyEstimator Mixture(
        string featureColumnName = "Features", int numberOfComponents = 5, MixtureCovariance covariance = MixtureCovariance.Full)
        => Mixture(new MixtureEnergyEstimator.Options { FeatureColumnName = featureColumnName, NumberOfComponents = numberOfComponents, Covariance = covariance });

    /// <summary>A Gaussian mixture as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public MixtureEnergyEstimator Mixture(MixtureEnergyEstimator.Options options) => new(_env, options);

    /// <summary>The principal subspace as an energy: F(y) is the squared distance to the flat that lies closest to the training rows.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfComponents">The dimension of the subspace, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public PrincipalSubspaceEstimator PrincipalSubspace(string featureColumnName = "Features", int numberOfComponents = 2)
        => PrincipalSubspace(new PrincipalSubspaceEstimator.Options { FeatureColumnName = featureColumnName, NumberOfComponents = numberOfComponents });

    /// <summary>The principal subspace as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PrincipalSubspaceEstimator PrincipalSubspace(PrincipalSubspaceEstimator.Options options) => new(_env, options);

    /// <summary>A conditional latent-variable energy: given x, one prediction of y for each z, where least squares gives their mean.</summary>
    /// <param name="contextColumnName">x: a vector of <see cref="float"/> of known size.</param>
    /// <param name="featureColumnName">y: a vector of <see cref="float"/> of known size; not needed at Transform for predictions.</param>
    /// <param name="latent">Where z is sought; null for one value in [−1, 1].</param>
    /// <param name="hiddenUnits">Units of each hidden layer of the decoder; null for 64, 64.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent, Reconstruction and Predictions.</returns>
    /// <exception cref="ArgumentNullException">A column name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public ConditionalLatentEstimator ConditionalLatent(
        string contextColumnName = "Context", string featureColumnName = "Features", LatentSet? latent = null,
        IReadOnlyList<int>? hiddenUnits = null, int numberOfEpochs = 100)
    {
        var options = new ConditionalLatentEstimator.Options
        {
            ContextColumnName = contextColumnName,
            FeatureColumnName = featureColumnName,
            NumberOfEpochs = numberOfEpochs,
        };
        options.Latent = latent ?? options.Latent;
        options.HiddenUnits = hiddenUnits ?? options.HiddenUnits;
        return ConditionalLatent(options);
    }

    /// <summary>A conditional latent-variable energy, with all options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public ConditionalLatentEstimator ConditionalLatent(ConditionalLatentEstimator.Options options) => new(_env, options);

    /// <summary>Generative latent optimisation: a decoder learnt together with a free latent for each row; F(y) is the squared distance to what it can make.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="latentSize">The number of values in a latent, at least 1.</param>
    /// <param name="hiddenUnits">Units of each hidden layer of the decoder, from latent to row; null for 128.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public LatentOptimizationEstimator LatentOptimization(
        string featureColumnName = "Features", int latentSize = 16, IReadOnlyList<int>? hiddenUnits = null, int numberOfEpochs = 100)
    {
        var options = new LatentOptimizationEstimator.Options
        {
            FeatureColumnName = featureColumnName,
            LatentSize = latentSize,
            NumberOfEpochs = numberOfEpochs,
        };
        options.HiddenUnits = hiddenUnits ?? options.HiddenUnits;
        return LatentOptimization(options);
    }

    /// <summary>Generative latent optimisation, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public LatentOptimizationEstimator LatentOptimization(LatentOptimizationEstimator.Options options) => new(_env, options);

    /// <summary>Sparse coding: F(y) is the least over z of ½‖y − Wz‖² + λ‖z‖₁, over a learnt dictionary W of atoms.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfAtoms">The number of atoms, at least 1.</param>
    /// <param name="sparsity">λ, positive and finite: the higher, the fewer atoms a row takes.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 0.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent, Reconstruction and ActiveAtoms.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public SparseCodingEstimator SparseCoding(
        string featureColumnName = "Features", int numberOfAtoms = 100, float sparsity = 0.1f, int numberOfEpochs = 20)
        => SparseCoding(new SparseCodingEstimator.Options
        {
            FeatureColumnName = featureColumnName,
            NumberOfAtoms = numberOfAtoms,
            Sparsity = sparsity,
            NumberOfEpochs = numberOfEpochs,
        });

    /// <summary>Sparse coding, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public SparseCodingEstimator SparseCoding(SparseCodingEstimator.Options options) => new(_env, options);

    /// <summary>Samples a latent-variable model that draws rows by itself: latents from its prior, decoded; of a mixture rows of e^{−βF_β}/Z.</summary>
    /// <param name="model">The model, whose energy is an <see cref="IGenerativeEnergy"/>, such as that of <see cref="LatentOptimization(LatentOptimizationEstimator.Options)"/>.</param>
    /// <param name="rows">The samples, at least 1.</param>
    /// <param name="seed">The seed; the same seed gives the same samples.</param>
    /// <returns>A view in memory with the samples in the model's feature column.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="NotSupportedException">The model's energy has no prior over its latents, or is a mixture at β = ∞, all of whose density is at one point.</exception>
    public IDataView Sample(LatentInferenceTransformer model, int rows, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        if (model.Energy is not IGenerativeEnergy generative)
            throw new NotSupportedException($"{model.Energy} draws no rows: it has no prior over its latents. {nameof(IGenerativeEnergy)} says which energies do.");
        var values = new float[checked(rows * generative.Dimension)];
        generative.Sample(values, seed);
        return SampledRow.ViewOf(_env, values, generative.Dimension, model.FeatureColumnName);
    }
}
