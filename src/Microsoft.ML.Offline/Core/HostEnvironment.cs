namespace Microsoft.ML.Runtime;

/// <summary>The host behind a context, and every host registered from it.</summary>
internal sealed class HostEnvironment : IHost
{
    private readonly string _name;
    private readonly Action<LoggingEventArgs> _log;
    private readonly Lock _seeding = new();

    /// <summary>The root: its <paramref name="log"/> gets the messages of all its children.</summary>
    public HostEnvironment(int? seed, Action<LoggingEventArgs> log)
        : this("", seed, new ComponentCatalog(), log)
    {
    }

    private HostEnvironment(string name, int? seed, ComponentCatalog catalog, Action<LoggingEventArgs> log)
    {
        _name = name;
        ComponentCatalog = catalog;
        Rand = seed is { } value ? new Random(value) : new Random();
        _log = log;
    }

    public string ContextDescription => nameof(HostEnvironment);

    public ComponentCatalog ComponentCatalog { get; }

    public Random Rand { get; }

    /// <summary>A child; without a seed of its own it is seeded from this host, so the order of calls counts.</summary>
    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentOutOfRangeException(nameof(name), "name cannot be null or empty");

        lock (_seeding)
            return new HostEnvironment(name, seed ?? Rand.Next(), ComponentCatalog, _log);
    }

    public IChannel Start(string name) => new Channel(_name, name, _log);

    public IPipe<TMessage> StartPipe<TMessage>(string name)
    {
        // Messages for the log are the only ones that somebody hears.
        if (typeof(TMessage) == typeof(ChannelMessage))
            return (IPipe<TMessage>)(object)new Channel(_name, name, _log, announces: false);

        return new UnheardPipe<TMessage>(this);
    }

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel();

    public TException Process<TException>(TException ex)
        where TException : Exception => ExceptionContext.Mark(ex, ("Throwing component", "Environment"));
}
