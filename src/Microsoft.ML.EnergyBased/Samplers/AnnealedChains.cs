namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// The run of annealed importance sampling: chains go through densities f_t while t rises from 0 to 1, f_0 being known and
/// f_1 the target, and gather log f_t − log f_s on the way from s to t.
/// </summary>
/// <remarks>Source: Neal, "Annealed importance sampling", Statistics and Computing 11 (2001), equations 3 to 10.</remarks>
/// <param name="temperatures">N, the steps of t from 0 to 1, at least 1.</param>
/// <param name="power">p: t = (n/N)ᵖ at step n. Above 1 where the density changes most at the beginning.</param>
internal abstract class AnnealedChains(int temperatures, double power = 1)
{
    /// <summary>N.</summary>
    protected int Temperatures => temperatures;

    /// <summary>Takes the chains from where they lie, which is drawn from f_0, to f_1.</summary>
    /// <param name="logWeights">One a chain: what is gathered is added.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public void Run(Span<double> logWeights, CancellationToken cancellation)
    {
        double before = 0;
        for (var step = 1; step <= temperatures; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var t = Math.Pow((double)step / temperatures, power);
            AddLogRatios(before, t, logWeights);
            before = t;
            if (step < temperatures)
                Move(step, t);
        }
    }

    /// <summary>Adds log f_t − log f_s of each chain, where it lies now.</summary>
    protected abstract void AddLogRatios(double before, double t, Span<double> logWeights);

    /// <summary>Moves each chain by a transition that leaves f_t as it is.</summary>
    protected abstract void Move(int step, double t);
}
