using System.Globalization;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>The table of ratios, as Markdown.</summary>
internal static class ComparisonTable
{
    private static readonly string[] Header = ["work", "threads", "ours", "seconds", "peer", "seconds", "ours / theirs", "target", "quality", "met"];

    public static void Write(IReadOnlyList<ComparisonLine> lines, TextWriter output)
    {
        string[][] cells = [Header, .. lines.Select(Cells)];
        var widths = Enumerable.Range(0, Header.Length).Select(i => cells.Max(row => row[i].Length)).ToArray();
        for (var i = 0; i < cells.Length; i++)
        {
            output.WriteLine($"| {string.Join(" | ", cells[i].Select((cell, column) => cell.PadRight(widths[column])))} |");
            if (i == 0)
                output.WriteLine($"| {string.Join(" | ", widths.Select(w => new string('-', w)))} |");
        }
    }

    private static string[] Cells(ComparisonLine line) =>
    [
        line.Work,
        Text($"{line.Threads}"),
        line.Contest.What,
        Text($"{line.Ours.Seconds:F4}"),
        line.Theirs.Peer,
        Text($"{line.Theirs.Seconds:F4}"),
        Text($"{line.Ratio:F2}"),
        line.Contest.Target is { } target ? Text($"≤ {target:0.##}") : "",
        line.QualityDifference is { } difference ? Text($"{line.Contest.Quality} {difference:+0.0e+0;-0.0e+0;0}") : "",
        line.Meets switch { true => "yes", false => "no", null => "" },
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
