using System.Globalization;
using System.Text.RegularExpressions;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Compares lines of text in which the numbers may differ a little.</summary>
internal static partial class NumberText
{
    internal static void AssertClose(string[] expected, string[] actual, double relative, double absolute)
    {
        actual.Should().HaveCount(expected.Length);
        for (var row = 0; row < expected.Length; row++)
        {
            Number.Replace(actual[row], "#").Should().Be(Number.Replace(expected[row], "#"));
            var numbers = Numbers(expected[row]).Zip(Numbers(actual[row])).ToArray();
            foreach (var (e, a) in numbers)
            {
                var tolerance = (relative * Math.Max(Math.Abs(e), Math.Abs(a))) + absolute;
                e.Should().BeApproximately(a, tolerance, "Row {0}: {1} expected, {2} found in {3}", row, e, a, actual[row]);
            }
        }
    }

    internal static double[] Numbers(string line)
        => [.. Number.Matches(line).Select(m => double.Parse(m.ValueSpan, CultureInfo.InvariantCulture))];

    // A number that is no part of a name: "NaN", "∞" and names stay text, and must be equal.
    [GeneratedRegex(@"(?<![\w.])-?\d+(\.\d+)?(E[+-]?\d+)?(?![\w.])")]
    private static partial Regex Number { get; }
}
