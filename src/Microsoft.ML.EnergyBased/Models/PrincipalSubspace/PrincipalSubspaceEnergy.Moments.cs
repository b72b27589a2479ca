using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

// What the components do not explain is taken to be alike in all directions beside them.
public sealed partial class PrincipalSubspaceEnergy : IMomentEnergy
{
    void IMomentEnergy.Moments(Span<double> means, Span<double> variances)
    {
        for (var j = 0; j < Dimension; j++)
        {
            means[j] = _mean[j];
            variances[j] = NoiseVariance;
            for (var k = 0; k < NumberOfComponents; k++)
            {
                double along = _components[(k * Dimension) + j];
                variances[j] += _priorVariances[k] * along * along;
            }
        }
    }
}
