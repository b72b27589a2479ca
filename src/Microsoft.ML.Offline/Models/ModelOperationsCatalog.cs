using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saves and loads models, and makes prediction engines.</summary>
public sealed partial class ModelOperationsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _environment;

    internal ModelOperationsCatalog(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        _environment = env;
    }

    IHostEnvironment IInternalCatalog.Environment => _environment;
}
