using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Diagnostics;

/// <summary>What a run of Markov chains says about itself: acceptance, divergences, energies, and for each coordinate R-hat and effective sample size.</summary>
public sealed class SamplingDiagnostics
{
    private readonly double[] _rHat;
    private readonly double[] _splitRHat;
    private readonly double[] _effectiveSampleSize;
    private readonly double[] _energyTrace;

    private SamplingDiagnostics(int chains, int draws, double acceptanceRate, long divergences, double[] energyTrace, int dimension)
    {
        NumberOfChains = chains;
        NumberOfDraws = draws;
        AcceptanceRate = acceptanceRate;
        Divergences = divergences;
        _energyTrace = energyTrace;
        _rHat = new double[dimension];
        _splitRHat = new double[dimension];
        _effectiveSampleSize = new double[dimension];
    }

    /// <summary>The number of chains.</summary>
    public int NumberOfChains { get; }

    /// <summary>The draws kept of each chain.</summary>
    public int NumberOfDraws { get; }

    /// <summary>The mean acceptance probability of all steps after the burn-in, in [0, 1]; NaN without a step.</summary>
    public double AcceptanceRate { get; }

    /// <summary>How many steps of a chain, the burn-in included, ended in a divergence (<see cref="Samplers.SamplerInfo.Divergent"/>).</summary>
    public long Divergences { get; }

    /// <summary>The mean energy of the chains after each step, the burn-in included.</summary>
    public ReadOnlySpan<double> EnergyTrace => _energyTrace;

    /// <summary>
    /// R-hat of each coordinate (Gelman and Rubin, 1992): √ of the variance over all chains by that within a chain, near
    /// 1 where chains agree. NaN for one chain, fewer than two draws, or a coordinate that has one value throughout; infinite where
    /// every chain stays at a value of its own. NaN for independent weighted draws, which are no chains.
    /// </summary>
    public ReadOnlySpan<double> RHat => _rHat;

    /// <summary>R-hat of each coordinate over the halves of the chains, which also sees chains that drift together; above 1.1 they should run longer.</summary>
    public ReadOnlySpan<double> SplitRHat => _splitRHat;

    /// <summary>
    /// The number of independent draws that would tell as much as the draws of each coordinate (Geyer's initial monotone sequence,
    /// 1992): the standard error of a mean is the standard deviation by √ of it. NaN like <see cref="RHat"/>, but for one chain too it is a number.
    /// Of independent draws with weights it is (Σw)²/Σw² (Kong, 1992).
    /// </summary>
    public ReadOnlySpan<double> EffectiveSampleSize => _effectiveSampleSize;

    /// <summary>The greatest of <see cref="SplitRHat"/>; NaN where no coordinate has one.</summary>
    public double MaximumSplitRHat => Extreme(_splitRHat, Math.Max);

    /// <summary>The least of <see cref="EffectiveSampleSize"/>; NaN where no coordinate has one.</summary>
    public double MinimumEffectiveSampleSize => Extreme(_effectiveSampleSize, Math.Min);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"SamplingDiagnostics({NumberOfChains} chains × {NumberOfDraws} draws, acceptance = {AcceptanceRate:F3}, split R-hat ≤ {MaximumSplitRHat:F3}, ESS ≥ {MinimumEffectiveSampleSize:F0}, divergences = {Divergences})");

    /// <param name="draws">Draws × chains × dimension values: the draws in time order, each the positions of all chains.</param>
    /// <param name="chains">The number of chains.</param>
    /// <param name="dimension">The number of coordinates.</param>
    /// <param name="acceptanceRate">The mean acceptance probability.</param>
    /// <param name="divergences">The number of divergences.</param>
    /// <param name="energyTrace">The mean energy after each step.</param>
    /// <param name="weightedSampleSize">How many draws of equal weight would tell as much as the weighted ones; null for Markov chains.</param>
    internal static SamplingDiagnostics Of(
        ReadOnlySpan<float> draws, int chains, int dimension, double acceptanceRate, long divergences, double[] energyTrace, double? weightedSampleSize = null)
    {
        var length = draws.Length / chains / dimension;
        var result = new SamplingDiagnostics(chains, length, acceptanceRate, divergences, energyTrace, dimension);
        if (weightedSampleSize is { } size)
        {
            result._rHat.AsSpan().Fill(double.NaN);
            result._splitRHat.AsSpan().Fill(double.NaN);
            result._effectiveSampleSize.AsSpan().Fill(size);
            return result;
        }
        var trace = new float[chains * length];
        for (var coordinate = 0; coordinate < dimension; coordinate++)
        {
            for (var draw = 0; draw < length; draw++)
            {
                for (var chain = 0; chain < chains; chain++)
                    trace[(chain * length) + draw] = draws[(((draw * chains) + chain) * dimension) + coordinate];
            }
            result._rHat[coordinate] = ChainStatistics.RHat(trace, chains);
            result._splitRHat[coordinate] = ChainStatistics.SplitRHat(trace, chains);
            result._effectiveSampleSize[coordinate] = ChainStatistics.EffectiveSampleSize(trace, chains);
        }
        return result;
    }

    private static double Extreme(double[] values, Func<double, double, double> choose)
        => values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Aggregate(choose);
}
