using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A message of the log.</summary>
public class LoggingEventArgs : EventArgs
{
    public LoggingEventArgs(string message)
    {
        Message = message;
        RawMessage = message;
        Source = "";
    }

    public LoggingEventArgs(string message, ChannelMessageKind kind, string source)
    {
        Message = $"[Source={source}, Kind={kind}] {message}";
        RawMessage = message;
        Kind = kind;
        Source = source;
    }

    /// <summary>The message with its source and kind before it.</summary>
    public string Message { get; }

    /// <summary>The message alone.</summary>
    public string RawMessage { get; }

    public ChannelMessageKind Kind { get; }

    public string Source { get; }
}
