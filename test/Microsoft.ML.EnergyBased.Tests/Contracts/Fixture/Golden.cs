namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>
/// The models of released versions, in the folder Golden beside each contract class: a .zip, the .csv that it scores, and a
/// .txt with the scores. Contracts/README.md tells how those of a new version are made.
/// </summary>
internal static class Golden
{
    private const string Switch = "ENERGYBASED_GOLDEN";

    /// <summary>The folder of this project's sources, when golden models are to be written.</summary>
    internal static string? WriteTo => Environment.GetEnvironmentVariable(Switch) is { Length: > 0 } folder ? folder : null;

    internal static string CurrentVersion => $"v{typeof(EnergyBasedCatalog).Assembly.GetName().Version!.ToString(3)}";

    internal static IEnumerable<GoldenModel> Versions(Type contract)
        => Directory.GetDirectories(FolderOf(AppContext.BaseDirectory, contract)).Order(StringComparer.Ordinal)
            .Where(d => File.Exists(Path.Combine(d, $"{NameOf(contract)}.zip")))
            .Select(d => new GoldenModel(d, NameOf(contract)));

    internal static void Write(
        string root, Type contract, Table table, IReadOnlyList<string> inputs, Action<string> save, Func<Table, string[]> score)
    {
        var folder = Directory.CreateDirectory(Path.Combine(FolderOf(root, contract), CurrentVersion)).FullName;
        var component = NameOf(contract);
        save(Path.Combine(folder, $"{component}.zip"));
        TableCsv.Write(Path.Combine(folder, $"{component}.csv"), table, inputs);
        File.WriteAllLines(Path.Combine(folder, $"{component}.txt"), score(table));
    }

    private static string NameOf(Type contract) => contract.Name.Replace("Contract", "", StringComparison.Ordinal);

    // A namespace is a folder.
    private static string FolderOf(string root, Type contract)
    {
        var folders = contract.Namespace![(typeof(GoldenModel).Namespace!.LastIndexOf('.') + 1)..].Split('.');
        return Path.Combine([root, .. folders, "Golden"]);
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
