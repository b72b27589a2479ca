namespace Microsoft.ML.Runtime;

/// <summary>A channel that hands its messages to the log.</summary>
internal sealed class Channel : IChannel
{
    private readonly Action<LoggingEventArgs> _log;

    public Channel(IExceptionContext parent, string name, Action<LoggingEventArgs> log)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ContextDescription = parent.ContextDescription.Length == 0 ? name : $"{parent.ContextDescription}; {name}";
        _log = log;
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
        where TException : Exception => ExceptionContext.Mark(ex, ContextDescription);

    public void Dispose()
    {
    }
}
