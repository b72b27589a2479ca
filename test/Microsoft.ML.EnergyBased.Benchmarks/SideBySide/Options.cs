using System.Globalization;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>The command line of the side-by-side run.</summary>
internal sealed class Options
{
    private static readonly (string Name, string Default, string Meaning)[] Declared =
    [
        ("peers", "", "the peers' script, needed"),
        ("python", "python3", "the Python that has the peers' libraries"),
        ("data", Path.Combine(Path.GetTempPath(), "energy-based-side-by-side"), "folder of the inputs; the script writes them where they are missing"),
        ("works", "", "the works to run, separated by commas; none for all"),
        ("rounds", "3", "how often ours and theirs take turns; the least time of each counts"),
    ];

    private readonly Dictionary<string, string> _given = Declared.ToDictionary(d => d.Name, d => d.Default);

    /// <param name="args">--name value, as often as needed.</param>
    /// <exception cref="ArgumentException">An option is unknown or has no value.</exception>
    public Options(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i += 2)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!_given.ContainsKey(name) || i + 1 == args.Count)
                throw new ArgumentException($"'{args[i]}' is no option, or has no value");
            _given[name] = args[i + 1];
        }

        if (Peers.Length == 0)
            throw new ArgumentException("--peers is needed");
    }

    public static string Help => string.Join('\n', Declared.Select(d => $"  --{d.Name} <value>  {d.Meaning}{(d.Default.Length == 0 ? "" : $" (default: {d.Default})")}"));

    public string Peers => _given["peers"];

    public string Python => _given["python"];

    public string Data => _given["data"];

    public int Rounds => int.TryParse(_given["rounds"], CultureInfo.InvariantCulture, out var rounds) && rounds > 0
        ? rounds
        : throw new ArgumentException($"--rounds wants a whole number of at least 1, not '{_given["rounds"]}'");

    public bool Wants(string work) => _given["works"].Length == 0 || _given["works"].Split(',').Contains(work);
}
