namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>Sparse coding: F(y) is the least over z of ½‖y − Wz‖² + λ‖z‖₁, over a learnt dictionary W of atoms.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfAtoms">The number of atoms, at least 1.</param>
    /// <param name="sparsity">λ, positive and finite: the higher, the fewer atoms a row takes.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 0.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent, Reconstruction and ActiveAtoms.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public SparseCodingEstimator SparseCoding(
        string featureColumnName = TrainingOptions.DefaultFeatureColumnName,
        int numberOfAtoms = SparseCodingEstimator.Defaults.NumberOfAtoms,
        float sparsity = SparseCodingEstimator.Defaults.Sparsity,
        int numberOfEpochs = SparseCodingEstimator.Defaults.NumberOfEpochs)
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
}
