using System.Text.Json;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>One measurement of the peers' script: a line of JSON.</summary>
internal sealed class PeerLine
{
    private readonly Dictionary<string, double> _numbers = [];

    private PeerLine(string work, string peer)
    {
        (Work, Peer) = (work, peer);
    }

    /// <summary>What was done; a work may measure several things.</summary>
    public string Work { get; }

    /// <summary>Library, version and algorithm.</summary>
    public string Peer { get; }

    public double Seconds => this["seconds"] ?? throw new InvalidDataException($"The line of {Peer} has no seconds");

    /// <summary>A number by its name, or null.</summary>
    public double? this[string name] => _numbers.TryGetValue(name, out var value) ? value : null;

    public static PeerLine Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var line = new PeerLine(document.RootElement.GetProperty("work").GetString()!, document.RootElement.GetProperty("peer").GetString()!);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Number)
                line._numbers[property.Name] = property.Value.GetDouble();
        }

        return line;
    }
}
