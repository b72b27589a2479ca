using Microsoft.ML.Offline.Tests.Api;

namespace Microsoft.ML.EnergyBased.Tests.House;

/// <summary>
/// A change of the public API is a visible change of PublicApi.txt. When one is meant, the lines that the test prints
/// go into (+) or out of (−) src/Microsoft.ML.EnergyBased/PublicApi.txt; the whole list lies beside the tests as
/// PublicApi.actual.txt.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_one_that_is_written_down()
    {
        var actual = typeof(EnergyBasedCatalog).Assembly.GetExportedTypes()
            .OrderBy(t => t.FullName, StringComparer.Ordinal)
            .SelectMany(t => MemberText.Of(t, withInternal: false).Order(StringComparer.Ordinal).Select(m => "  " + m).Prepend("type " + TypeHeader.Of(t)).Append(""))
            .ToArray();
        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "PublicApi.actual.txt"), actual);

        var written = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt"));
        var difference = Changes(written, actual).ToArray();
        Assert.True(difference.Length == 0, "The public API is not that of PublicApi.txt:" + Environment.NewLine + string.Join(Environment.NewLine, difference));
    }

    // Lines are told apart by the type they belong to, since members such as ToString stand in many.
    private static IEnumerable<string> Changes(string[] written, string[] actual)
    {
        var before = WithType(written).ToHashSet();
        var after = WithType(actual).ToHashSet();
        return before.Except(after).Select(l => $"- {l}").Concat(after.Except(before).Select(l => $"+ {l}"));
    }

    private static IEnumerable<string> WithType(string[] lines)
    {
        var type = "";
        foreach (var line in lines.Where(l => l.Length > 0))
        {
            if (!line.StartsWith(' '))
                type = line;
            yield return line == type ? line : $"{type} |{line}";
        }
    }
}
