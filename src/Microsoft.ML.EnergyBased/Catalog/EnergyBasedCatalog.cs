namespace Microsoft.ML.EnergyBased;

/// <summary>
/// Every way into the package: <c>mlContext.EnergyBased().KMeans(...)</c> and so on. Each model's own part lies beside it.
/// </summary>
public sealed partial class EnergyBasedCatalog
{
    private readonly MLContext _env;

    internal EnergyBasedCatalog(MLContext env)
    {
        _env = env;
    }
}
