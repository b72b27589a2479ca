using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

// Of the mixture that was fitted, whatever β is.
public sealed partial class MixtureEnergy : IMomentEnergy
{
    void IMomentEnergy.Moments(Span<double> means, Span<double> variances)
    {
        means.Clear();
        variances.Clear();
        for (int z = 0; z < NumberOfComponents; z++)
        {
            for (int j = 0; j < Dimension; j++)
                means[j] += Weights[z] * _components.Mean(z)[j];
        }
        int size = _components.CovarianceSize;
        for (int z = 0; z < NumberOfComponents; z++)
        {
            ReadOnlySpan<double> covariance = _components.Covariances.AsSpan(z * size, size);
            for (int j = 0; j < Dimension; j++)
            {
                double own = covariance[_components.IsFull ? (j * Dimension) + j : size == 1 ? 0 : j];
                double difference = _components.Mean(z)[j] - means[j];
                variances[j] += Weights[z] * (own + (difference * difference));
            }
        }
    }
}
