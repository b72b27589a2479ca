using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
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
