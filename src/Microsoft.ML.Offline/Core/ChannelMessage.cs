using System.Globalization;

namespace Microsoft.ML.Runtime;

/// <summary>One message of a channel; its text is formatted when it is asked for.</summary>
public readonly struct ChannelMessage
{
    public readonly ChannelMessageKind Kind;
    public readonly MessageSensitivity Sensitivity;

    private readonly string _format;
    private readonly object[]? _arguments;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string format, object[]? arguments = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        Kind = kind;
        Sensitivity = sensitivity;
        _format = format;
        _arguments = arguments;
    }

    public string Message =>
        _arguments is { Length: > 0 } ? string.Format(CultureInfo.CurrentCulture, _format, _arguments) : _format;
}

/// <summary>How much a message matters.</summary>
public enum ChannelMessageKind
{
    Trace = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
}

/// <summary>What a message may give away.</summary>
[Flags]
public enum MessageSensitivity
{
    None = 0,
    UserData = 1,
    Schema = 2,
    Unknown = -1,
    All = -1,
}
