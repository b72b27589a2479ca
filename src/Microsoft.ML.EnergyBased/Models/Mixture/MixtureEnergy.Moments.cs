using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

// Of the mixture that was fitted, whatever β is.
public sealed partial class MixtureEnergy : IMomentEnergy
{
    void IMomentEnergy.Moments(Span<double> means, Span<double> variances)
    {
        _components.WeightedMean(Weights, means);
        variances.Clear();
        double[] mean = new double[Dimension], own = new double[Dimension];
        for (var z = 0; z < NumberOfComponents; z++)
        {
            _components.Mean(z, mean);
            _components.Variances(z, own);
            for (var j = 0; j < Dimension; j++)
                variances[j] += Weights[z] * (own[j] + ((mean[j] - means[j]) * (mean[j] - means[j])));
        }
    }
}
