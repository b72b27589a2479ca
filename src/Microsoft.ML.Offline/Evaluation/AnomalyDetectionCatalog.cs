using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What an <see cref="MLContext"/> offers for anomaly detection.</summary>
public sealed class AnomalyDetectionCatalog : TrainCatalogBase
{
    internal AnomalyDetectionCatalog(IHostEnvironment env)
        : base(env)
    {
    }
}
