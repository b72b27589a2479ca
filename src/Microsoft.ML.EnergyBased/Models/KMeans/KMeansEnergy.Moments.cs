using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

// Of the prototypes, all alike: how many rows each had is not kept.
public sealed partial class KMeansEnergy : IMomentEnergy
{
    void IMomentEnergy.Moments(Span<double> means, Span<double> variances)
    {
        means.Clear();
        variances.Clear();
        for (var i = 0; i < _prototypes.Length; i++)
            means[i % Dimension] += (double)_prototypes[i] / NumberOfPrototypes;
        for (var i = 0; i < _prototypes.Length; i++)
        {
            var difference = _prototypes[i] - means[i % Dimension];
            variances[i % Dimension] += difference * difference / NumberOfPrototypes;
        }
    }
}
