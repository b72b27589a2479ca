using System.Diagnostics;

namespace Microsoft.ML.Runtime;

/// <summary>A channel that hands its messages to the log.</summary>
internal sealed class Channel : IChannel
{
    private readonly Action<LoggingEventArgs> _log;
    private readonly string _host;
    private readonly string _name;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly bool _silent;
    private bool _disposed;

    /// <param name="host">The name of the host that opens it; empty for the root.</param>
    /// <param name="name">The name of the channel.</param>
    /// <param name="log">Takes the messages.</param>
    /// <param name="announces">Whether it traces its own start and end.</param>
    public Channel(string host, string name, Action<LoggingEventArgs> log, bool announces = true)
    {
        ArgumentNullException.ThrowIfNull(name);
        _host = host;
        _name = name;
        _log = log;
        ContextDescription = host.Length == 0 ? name : $"{host}; {name}";
        _silent = !announces;
        if (announces)
            Trace(MessageSensitivity.None, "Channel started");
    }

    public string ContextDescription { get; }

    public void Send(ChannelMessage msg) =>
        _log(new LoggingEventArgs(msg.Message, msg.Kind, ContextDescription));

    public void Trace(MessageSensitivity sensitivity, string fmt) =>
        Send(new ChannelMessage(ChannelMessageKind.Trace, sensitivity, fmt));

    public void Trace(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new ChannelMessage(ChannelMessageKind.Trace, sensitivity, fmt, args));

    public void Error(MessageSensitivity sensitivity, string fmt) =>
        Send(new ChannelMessage(ChannelMessageKind.Error, sensitivity, fmt));

    public void Error(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new ChannelMessage(ChannelMessageKind.Error, sensitivity, fmt, args));

    public void Warning(MessageSensitivity sensitivity, string fmt) =>
        Send(new ChannelMessage(ChannelMessageKind.Warning, sensitivity, fmt));

    public void Warning(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new ChannelMessage(ChannelMessageKind.Warning, sensitivity, fmt, args));

    public void Info(MessageSensitivity sensitivity, string fmt) =>
        Send(new ChannelMessage(ChannelMessageKind.Info, sensitivity, fmt));

    public void Info(MessageSensitivity sensitivity, string fmt, params object[] args) =>
        Send(new ChannelMessage(ChannelMessageKind.Info, sensitivity, fmt, args));

    public TException Process<TException>(TException ex)
        where TException : Exception => ExceptionContext.Mark(ex, ("Throwing component", _host), ("Parent component", ""), ("Phase", _name));

    public void Dispose()
    {
        if (_disposed || _silent)
            return;

        _disposed = true;
        Trace(MessageSensitivity.None, "Channel finished. Elapsed {0:c}.", Stopwatch.GetElapsedTime(_started));
        Trace(MessageSensitivity.None, "Channel disposed");
    }
}
