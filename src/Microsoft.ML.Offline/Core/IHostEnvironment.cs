namespace Microsoft.ML.Runtime;

/// <summary>What components live in: it logs, knows the loadable classes, and gives them hosts of their own.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    ComponentCatalog ComponentCatalog { get; }

    IHost Register(string name, int? seed = null, bool? verbose = null);
}

/// <summary>The environment of one component, with random numbers of its own.</summary>
public interface IHost : IHostEnvironment
{
    Random Rand { get; }
}
