using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What an <see cref="MLContext"/> offers for clustering.</summary>
public sealed class ClusteringCatalog : TrainCatalogBase
{
    internal ClusteringCatalog(IHostEnvironment env)
        : base(env)
    {
    }
}
