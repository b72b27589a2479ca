using Microsoft.ML.EnergyBased.Components;

namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>An energy that is pushed down on data and up on what short chains reach from it: a restricted Boltzmann machine or a network.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size; in [0, 1] for a machine on bits.</param>
    /// <param name="model">The energy; null for a restricted Boltzmann machine of 64 hidden units on bits.</param>
    /// <param name="negativePhase">The chains; null for Gibbs(1), and Langevin() of an energy network.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>A trainer with the columns Energy and FeatureEnergy, and for a restricted Boltzmann machine Code and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, or the chains are none of the model's.</exception>
    public ContrastiveDivergenceTrainer ContrastiveDivergence(
        string featureColumnName = TrainingOptions.DefaultFeatureColumnName,
        ContrastiveModel? model = null,
        NegativePhase? negativePhase = null,
        int numberOfEpochs = ContrastiveDivergenceTrainer.Defaults.NumberOfEpochs)
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
}
