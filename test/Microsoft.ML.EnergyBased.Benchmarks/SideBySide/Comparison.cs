namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>Lets ours and theirs take turns at a work, so that what else the machine does falls on both.</summary>
internal static class Comparison
{
    private const int Repeats = 3;

    public static IEnumerable<ComparisonLine> Run(Work work, Inputs inputs, Peers peers, int rounds)
    {
        foreach (var threads in work.Threads)
        {
            var contests = work.Contests(inputs, threads);
            var ours = contests.ToDictionary(c => c, _ => new List<Outcome>());
            // The first run compiles; theirs are compiled already, and their libraries warm up within a round.
            foreach (var contest in contests)
                contest.Ours();
            var theirs = new List<PeerLine>();
            for (var round = 0; round < rounds; round++)
            {
                theirs.AddRange(peers.Measure(work.Name, threads, Repeats));
                foreach (var contest in contests)
                    ours[contest].AddRange(Enumerable.Range(0, Repeats).Select(_ => contest.Ours()));
            }

            foreach (var contest in contests)
            {
                var best = ours[contest].MinBy(o => o.Seconds);
                foreach (var peer in theirs.Where(contest.Answers).GroupBy(l => l.Peer))
                    yield return new ComparisonLine(work.Name, contest, threads, best, peer.MinBy(l => l.Seconds)!);
            }
        }
    }
}

/// <summary>A line of the table: the least time of ours, and of theirs.</summary>
internal sealed record ComparisonLine(string Work, Contest Contest, int Threads, Outcome Ours, PeerLine Theirs)
{
    /// <summary>Our time as a share of theirs.</summary>
    public double Ratio => Ours.Seconds / Theirs.Seconds;

    /// <summary>How far our quality is above theirs, relative to theirs; null where none is compared.</summary>
    public double? QualityDifference => Contest.Quality is { } name ? (Ours.Quality - Theirs[name]) / Math.Abs(Theirs[name]!.Value) : null;

    /// <summary>Whether targets of time and quality are met; null where there is none.</summary>
    public bool? Meets
    {
        get
        {
            var equal = QualityDifference is not { } difference || Contest.Better switch
            {
                Direction.Greater => difference >= -Contest.QualityTolerance,
                Direction.Lower => difference <= Contest.QualityTolerance,
                _ => Math.Abs(difference) <= Contest.QualityTolerance,
            };
            return Contest.Target is { } target ? Ratio <= target && equal : equal ? null : false;
        }
    }
}
