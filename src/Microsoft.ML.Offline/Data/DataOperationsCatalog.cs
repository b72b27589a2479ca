using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The operations on data that hang off <c>MLContext.Data</c>.</summary>
public sealed class DataOperationsCatalog
{
    private readonly IHostEnvironment _environment;

    internal DataOperationsCatalog(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        _environment = env;
    }

    internal IHostEnvironment Environment => _environment;
}
