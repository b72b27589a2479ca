using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A catalog that can be asked for its environment.</summary>
internal interface IInternalCatalog
{
    IHostEnvironment Environment { get; }
}

/// <summary>Gives extension methods on catalogs their environment.</summary>
internal static class CatalogUtils
{
    public static IHostEnvironment GetEnvironment(this IInternalCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Environment;
    }
}
