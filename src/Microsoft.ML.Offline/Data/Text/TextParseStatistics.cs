using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Tells the log what could not be read in one pass over text: the first cases, and at the end the counts.</summary>
internal sealed class TextParseStatistics(IHostEnvironment environment)
{
    private const int MaxShown = 10;

    private readonly IChannel _channel = environment.Register(nameof(TextLoader)).Start("ParseStats");
    private long _badValues;
    private long _formatErrors;

    public void BadValue(long line, string column, int? slot)
    {
        if (_badValues++ < MaxShown)
            _channel.Info(MessageSensitivity.Schema, $"  Bad value at line {line} in column {column}{(slot is null ? "" : $" at slot {slot}")}");
        else if (_badValues == MaxShown + 1)
            _channel.Info(MessageSensitivity.None, "  Suppressing further bad value messages");
    }

    /// <param name="path">The file; null when the source does not tell.</param>
    /// <param name="line">The number of the line, from 1.</param>
    /// <param name="start">Where in the line the field starts, from 0.</param>
    /// <param name="end">Where it has ended.</param>
    /// <param name="what">What is wrong with it.</param>
    public void FormatError(string? path, long line, int start, int end, string what)
    {
        if (_formatErrors++ < MaxShown)
            _channel.Warning(MessageSensitivity.None, $"Format error at {path}({line},{start + 1})-({line},{end + 1}): {what}");
        else if (_formatErrors == MaxShown + 1)
            _channel.Warning(MessageSensitivity.None, "Suppressing further format error messages");
    }

    public void Close(long rows)
    {
        _channel.Info(MessageSensitivity.None, $"Processed {rows} rows with {_badValues} bad values and {_formatErrors} format errors");
        _channel.Dispose();
    }
}
