using System.Numerics;

namespace Microsoft.ML.EnergyBased.Diagnostics;

/// <summary>
/// What the traces of several chains say about their convergence: potential scale reduction R-hat and effective sample
/// size. A trace is chains × draws values, one chain a row.
/// </summary>
internal static class ChainStatistics
{
    /// <summary>
    /// R-hat = √(((n − 1)/n · W + B/n)/W) with W the mean variance within chains and B/n the variance of their means:
    /// Gelman and Rubin, Statist. Sci. 7 (1992); in this form Gelman et al., "Bayesian Data Analysis" (3rd ed.),
    /// equations 11.1 to 11.4. NaN for fewer than two chains or draws, or where all values are the same; infinite
    /// where no chain moves but they stand at different values.
    /// </summary>
    public static double RHat(ReadOnlySpan<float> trace, int chains)
    {
        var draws = trace.Length / chains;
        if (chains < 2 || draws < 2)
            return double.NaN;
        Moments(trace, chains, draws, out var within, out var between);
        return within == 0 && between == 0 ? double.NaN : Math.Sqrt((((draws - 1.0) / draws * within) + between) / within);
    }

    /// <summary>R-hat of the first and second halves of the chains as chains of their own, which sees drifts too (ibid., section 11.4). The middle draw of an odd number is left out.</summary>
    public static double SplitRHat(ReadOnlySpan<float> trace, int chains)
    {
        var draws = trace.Length / chains;
        var half = draws / 2;
        var halves = new float[2 * chains * half];
        for (var chain = 0; chain < chains; chain++)
        {
            trace.Slice(chain * draws, half).CopyTo(halves.AsSpan(2 * chain * half));
            trace.Slice((chain * draws) + draws - half, half).CopyTo(halves.AsSpan(((2 * chain) + 1) * half));
        }
        return RHat(halves, 2 * chains);
    }

    /// <summary>
    /// The number of independent draws that would tell as much as the chains, m·n/τ with τ = −1 + 2 Σ P_k, where P_k are sums of
    /// neighbouring autocorrelations ρ_2k + ρ_2k+1, cut off where they turn negative and made to fall: Geyer, "Practical
    /// Markov chain Monte Carlo" (1992), section 3.3, with ρ over several chains by Gelman et al., equations 11.7 and
    /// 11.8. Means and variances of the chains differ in it, as in R-hat. NaN for fewer than two draws or where nothing moves.
    /// </summary>
    public static double EffectiveSampleSize(ReadOnlySpan<float> trace, int chains)
    {
        var draws = trace.Length / chains;
        if (draws < 2)
            return double.NaN;
        Moments(trace, chains, draws, out var within, out var between);
        // The estimate of the variance that does not fall short while chains have not met.
        var variance = ((draws - 1.0) / draws * within) + between;
        if (!(variance > 0))
            return double.NaN;

        var covariances = Autocovariances(trace, chains, draws);
        double sum = 0;
        var least = double.PositiveInfinity;
        for (var lag = 0; lag + 1 < draws; lag += 2)
        {
            var even = lag == 0 ? 1 : 1 - ((within - covariances[lag]) / variance);
            var odd = 1 - ((within - covariances[lag + 1]) / variance);
            var pair = even + odd;
            if (lag > 0 && pair <= 0)
                break;
            least = Math.Min(least, Math.Max(pair, 0));
            sum += least;
        }
        // Draws that fall on alternating sides tell more than independent ones; how much cannot be told from so few,
        // and no more than log₁₀ of their number is believed (Vehtari et al., Bayesian Analysis 16, 2021, section 3.2).
        var total = (double)chains * draws;
        return Math.Min(total / Math.Max((2 * sum) - 1, double.Epsilon), total * Math.Max(1, Math.Log10(total)));
    }

    // W, the mean of the chains' variances (over n − 1), and B/n, the variance of their means (over m − 1).
    private static void Moments(ReadOnlySpan<float> trace, int chains, int draws, out double within, out double between)
    {
        var means = new double[chains];
        within = 0;
        for (var chain = 0; chain < chains; chain++)
        {
            var values = trace.Slice(chain * draws, draws);
            means[chain] = Mean(values);
            double squares = 0;
            foreach (var value in values)
                squares += (value - means[chain]) * (value - means[chain]);
            within += squares / (draws - 1) / chains;
        }
        var grand = means.Average();
        between = chains < 2 ? 0 : means.Sum(mean => (mean - grand) * (mean - grand)) / (chains - 1);
    }

    /// <summary>Autocovariances (over n, averaged over the chains) by the transform of the padded, centred trace.</summary>
    private static double[] Autocovariances(ReadOnlySpan<float> trace, int chains, int draws)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * draws));
        var sums = new double[draws];
        var values = new Complex[size];
        for (var chain = 0; chain < chains; chain++)
        {
            var row = trace.Slice(chain * draws, draws);
            var mean = Mean(row);
            Array.Clear(values);
            for (var i = 0; i < draws; i++)
                values[i] = row[i] - mean;
            FourierTransform.Forward(values);
            for (var i = 0; i < size; i++)
                values[i] = (values[i].Real * values[i].Real) + (values[i].Imaginary * values[i].Imaginary);
            FourierTransform.Forward(values);
            for (var lag = 0; lag < draws; lag++)
                sums[lag] += values[lag].Real / size / draws / chains;
        }
        // Over n − 1 like the variances, so that lag 0 is W itself.
        for (var lag = 0; lag < draws; lag++)
            sums[lag] *= draws / (draws - 1.0);
        return sums;
    }

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }
}
