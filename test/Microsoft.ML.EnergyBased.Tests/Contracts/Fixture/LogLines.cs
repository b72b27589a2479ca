using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>A line of a context's log.</summary>
internal sealed record LogLine(ChannelMessageKind Kind, string Text);

/// <summary>Collects what a context logs from here on.</summary>
internal static class LogLines
{
    internal static List<LogLine> Of(MLContext ml, params ChannelMessageKind[] kinds)
    {
        var lines = new List<LogLine>();
        ml.Log += (_, e) =>
        {
            lock (lines)
            {
                if (kinds.Length == 0 || kinds.Contains(e.Kind))
                    lines.Add(new LogLine(e.Kind, e.RawMessage));
            }
        };
        return lines;
    }
}
