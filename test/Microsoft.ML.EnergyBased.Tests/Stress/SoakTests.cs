using System.Globalization;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>Every model is fitted, saved, loaded and scored for some minutes in one process, which must not grow.</summary>
public sealed class SoakTests
{
    private const int Rounds = 60;

    // Until here caches fill: what is compiled, pooled, looked up once.
    private const int WarmUp = 15;

    // Of 30 rounds: about a hundred a fit.
    private const long Bytes = 1 << 17;
    private const long Handles = 8;
    private const long Threads = 8;

    [Fact]
    [Trait("Category", "Long")]
    public void RoundAfterRoundLeavesNothingBehind()
    {
        var rounds = StressProcess.Run(["soak", $"{Rounds}"])
            .Select(line => line.Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        rounds.Should().HaveCount(Rounds);

        // The least of many rounds before and after: one round may catch a buffer or a thread on its way out.
        foreach (var (what, place, limit) in new[] { ("bytes", 0, Bytes), ("handles", 1, Handles), ("threads", 2, Threads) })
        {
            var before = rounds[WarmUp..(WarmUp + 15)].Min(round => round[place]);
            var after = rounds[^15..].Min(round => round[place]);
            (after - before)
                .Should().BeLessThanOrEqualTo(limit, "{0}: {1} become {2}; {3}", what, before, after, string.Join(", ", rounds.Select(round => round[place])));
        }
    }
}
