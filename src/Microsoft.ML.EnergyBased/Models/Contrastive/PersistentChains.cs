namespace Microsoft.ML.EnergyBased;

/// <summary>
/// Chains that go on from one step of training to the next, in place of fresh ones from the data (Tieleman, "Training
/// restricted Boltzmann machines using approximations to the likelihood gradient", ICML 2008). Immutable.
/// </summary>
public sealed class PersistentChains
{
    /// <summary>Says how many chains there are.</summary>
    /// <param name="numberOfChains">The chains, at least 1, or null for as many as a batch has rows.</param>
    /// <param name="refreshFraction">The share of chains, in [0, 1], that begin anew at a row of the batch in each step, drawn at random. Default 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public PersistentChains(int? numberOfChains = null, float refreshFraction = 0)
    {
        if (numberOfChains < 1)
            throw new ArgumentOutOfRangeException(nameof(numberOfChains), numberOfChains, "There must be at least one chain.");
        if (!(refreshFraction is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(refreshFraction), refreshFraction, "The share must be in [0, 1].");
        NumberOfChains = numberOfChains;
        RefreshFraction = refreshFraction;
    }

    /// <summary>The chains, or null for as many as a batch has rows.</summary>
    public int? NumberOfChains { get; }

    /// <summary>The share of chains that begin anew in each step.</summary>
    public float RefreshFraction { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"PersistentChains({(NumberOfChains is { } n ? n : "as the batch")}, refresh {RefreshFraction})");
}
