namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Nesterov's dual averaging of log ε towards a wanted acceptance: Hoffman and Gelman, "The No-U-Turn Sampler", JMLR 15
/// (2014), equation 6, with their constants γ = .05, t₀ = 10, κ = .75 and μ = log 10ε₁.
/// </summary>
internal readonly record struct DualAveraging
{
    private const double Gamma = 0.05;
    private const double T0 = 10;
    private const double Kappa = 0.75;

    // Where every step is accepted (a flat energy), or none is, ε would leave the floats.
    private const double GreatestLog = 60;

    private readonly double _mu;
    private readonly double _target;
    private readonly int _count;
    private readonly double _meanError;
    private readonly double _logStep;
    private readonly double _logAveraged;

    public DualAveraging(double stepSize, double target)
    {
        _mu = Math.Log(10 * stepSize);
        _target = target;
        _logStep = Math.Log(stepSize);
    }

    private DualAveraging(DualAveraging before, double acceptance)
    {
        this = before;
        _count++;
        var weight = 1 / (_count + T0);
        _meanError = ((1 - weight) * _meanError) + (weight * (_target - acceptance));
        _logStep = Math.Clamp(_mu - (Math.Sqrt(_count) / Gamma * _meanError), -GreatestLog, GreatestLog);
        var decay = Math.Pow(_count, -Kappa);
        _logAveraged = (decay * _logStep) + ((1 - decay) * _logAveraged);
    }

    /// <summary>The step size to try next.</summary>
    public float Current => (float)Math.Exp(_logStep);

    /// <summary>The step size to keep when adaptation ends.</summary>
    public float Averaged => (float)Math.Exp(_count == 0 ? _logStep : _logAveraged);

    /// <summary>After a step with a mean acceptance probability of <paramref name="acceptance"/>.</summary>
    public DualAveraging Observe(double acceptance) => new(this, acceptance);
}
