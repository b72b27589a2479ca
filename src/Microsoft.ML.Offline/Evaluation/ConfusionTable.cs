using System.Text;

namespace Microsoft.ML.Data;

/// <summary>A confusion matrix as a table of text.</summary>
internal static class ConfusionTable
{
    private const string PredictedHeader = "PREDICTED";
    private const string ActualHeader = "TRUTH";

    // Names of actual classes are on the left, those of predicted ones on top; if they are too long for that, indices are
    // on top and names with indices on the left. Two classes have more room than many.
    public static string Format(ConfusionMatrix matrix, string[]? classNames)
    {
        var indices = Enumerable.Range(0, matrix.NumberOfClasses).Select(i => $"{i}").ToArray();
        var names = classNames ?? indices;
        var width = names.Length > 2 ? 5 : 8;
        var longest = names.Max(name => name.Length);
        var fits = longest <= width;
        string[] tops = fits ? names : indices;
        string[] sides = fits ? names : [.. names.Select((name, i) => $"{indices[i].PadLeft(indices[^1].Length)}. {name.PadLeft(longest)}")];
        var sideWidth = Math.Max(PredictedHeader.Length, sides.Max(side => side.Length));
        var line = new string('=', (width + 3) * names.Length);

        var text = new StringBuilder().AppendLine().AppendLine("Confusion table");
        Append("", line);
        Append(PredictedHeader, $"{Cells(tops)} Recall");
        Append(ActualHeader, line);
        for (var i = 0; i < names.Length; i++)
            Append(sides[i].PadLeft(sideWidth), $"{Cells(matrix.Counts[i].Select(count => $"{count:N0}"))} {matrix.PerClassRecall[i]:F4}");

        // A precision takes six characters, and so the place of the blank too.
        Append("", line);
        Append("Precision", string.Concat(matrix.PerClassPrecision.Select(precision => $"{precision.ToString("F4").PadLeft(width + 1)} |")));
        return text.ToString();

        void Append(string side, string cells) => text.Append(side.PadRight(sideWidth)).Append(" ||").AppendLine(cells);
        string Cells(IEnumerable<string> values) => string.Concat(values.Select(value => $" {value.PadLeft(width)} |"));
    }
}
