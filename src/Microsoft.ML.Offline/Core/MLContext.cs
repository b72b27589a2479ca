using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where everything starts: the catalogs of operations, the log, and the seed.</summary>
public sealed class MLContext : IHostEnvironment
{
    private readonly HostEnvironment _root;

    public MLContext(int? seed = null)
    {
        _root = new HostEnvironment(seed, e => Log?.Invoke(this, e));
        _root.ComponentCatalog.RegisterAssembly(typeof(MLContext).Assembly);
        Data = new DataOperationsCatalog(this);
        Transforms = new TransformsCatalog(this);
        Model = new ModelOperationsCatalog(this);
        AnomalyDetection = new AnomalyDetectionCatalog(this);
        Clustering = new ClusteringCatalog(this);
        MulticlassClassification = new MulticlassClassificationCatalog(this);
    }

    public event EventHandler<LoggingEventArgs>? Log;

    public DataOperationsCatalog Data { get; }

    public TransformsCatalog Transforms { get; }

    public ModelOperationsCatalog Model { get; }

    public AnomalyDetectionCatalog AnomalyDetection { get; }

    public ClusteringCatalog Clustering { get; }

    public MulticlassClassificationCatalog MulticlassClassification { get; }

    public ComponentCatalog ComponentCatalog => _root.ComponentCatalog;

    string IExceptionContext.ContextDescription => _root.ContextDescription;

    IHost IHostEnvironment.Register(string name, int? seed, bool? verbose) => _root.Register(name, seed, verbose);

    IChannel IChannelProvider.Start(string name) => _root.Start(name);

    IPipe<TMessage> IChannelProvider.StartPipe<TMessage>(string name) => _root.StartPipe<TMessage>(name);

    IProgressChannel IProgressChannelProvider.StartProgressChannel(string name) => _root.StartProgressChannel(name);

    TException IExceptionContext.Process<TException>(TException ex) => _root.Process(ex);
}
