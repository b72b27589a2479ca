namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>One piece of work that both sides do. A new one is a subclass, and an entry in <see cref="SideBySideCommand"/>.</summary>
internal abstract class Work
{
    /// <summary>What the peers' script calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The numbers of threads to compare at; each gives lines of its own.</summary>
    public virtual IReadOnlyList<int> Threads => [2];

    /// <summary>The contests at a number of threads. What they need from the inputs is made here, outside of the measured time.</summary>
    public abstract IReadOnlyList<Contest> Contests(Inputs inputs, int threads);
}

/// <summary>What is measured on our side, against each of the peer's lines that answer to it.</summary>
/// <param name="What">Our side of it, in a few words.</param>
/// <param name="Answers">Which of the peer's lines do the same.</param>
/// <param name="Ours">Does the work once.</param>
internal sealed record Contest(string What, Func<PeerLine, bool> Answers, Func<Outcome> Ours)
{
    /// <summary>The most of the peer's time that we want to take, or null where there is no target.</summary>
    public double? Target { get; init; }

    /// <summary>The name of the peer's number that <see cref="Outcome.Quality"/> must equal, or null.</summary>
    public string? Quality { get; init; }

    /// <summary>How far the qualities may be apart, relative to the peer's.</summary>
    public double QualityTolerance { get; init; } = 1e-4;

    /// <summary>Which quality is as good as an equal one, by however much it differs.</summary>
    public Direction Better { get; init; }
}

/// <summary>One run on our side.</summary>
/// <param name="Seconds">What it took.</param>
/// <param name="Quality">What to compare with the peer's, NaN where nothing is.</param>
internal readonly record struct Outcome(double Seconds, double Quality = double.NaN);
