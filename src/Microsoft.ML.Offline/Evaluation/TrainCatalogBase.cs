using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What the task catalogs of an <see cref="MLContext"/> share.</summary>
public abstract class TrainCatalogBase
{
    private protected TrainCatalogBase(IHostEnvironment env)
    {
        Environment = env;
    }

    internal IHostEnvironment Environment { get; }
}
