namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>
/// The models of released versions under Contracts/Golden: for each component a .zip, the .csv that it scores, and a .txt
/// with the scores. README.md beside them tells how those of a new version are made.
/// </summary>
internal static class Golden
{
    private const string Switch = "ENERGYBASED_GOLDEN";

    /// <summary>The folder to write into, when the switch is set.</summary>
    internal static string? WriteTo => Environment.GetEnvironmentVariable(Switch) is { Length: > 0 } folder ? folder : null;

    internal static string CurrentVersion => $"v{typeof(EnergyBasedCatalog).Assembly.GetName().Version!.ToString(3)}";

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Contracts", "Golden");

    internal static IEnumerable<GoldenModel> Versions(string component)
        => Directory.GetDirectories(Root).Order(StringComparer.Ordinal)
            .Where(d => File.Exists(Path.Combine(d, $"{component}.zip")))
            .Select(d => new GoldenModel(d, component));

    internal static void Write(
        string root, string component, Table table, IReadOnlyList<string> inputs, Action<string> save, Func<Table, string[]> score)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, CurrentVersion)).FullName;
        save(Path.Combine(folder, $"{component}.zip"));
        TableCsv.Write(Path.Combine(folder, $"{component}.csv"), table, inputs);
        File.WriteAllLines(Path.Combine(folder, $"{component}.txt"), score(table));
    }
}

/// <summary>One golden model.</summary>
internal sealed class GoldenModel(string folder, string component)
{
    internal string Version => Path.GetFileName(folder);

    internal string Zip => Path.Combine(folder, $"{component}.zip");

    internal string Csv => Path.Combine(folder, $"{component}.csv");

    /// <summary>The outputs that the version had: later ones may have more.</summary>
    internal IEnumerable<string> Outputs => Cells[0].Select(cell => cell.Split(" = ")[0]);

    private string[][] Cells => field ??= [.. File.ReadAllLines(Path.Combine(folder, $"{component}.txt")).Select(line => line.Split("; "))];

    /// <summary>What each row has in an output.</summary>
    internal string[] Of(string output) => [.. Cells.Select(row => row.First(cell => cell.StartsWith($"{output} = ", StringComparison.Ordinal)))];
}
