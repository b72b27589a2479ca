namespace Microsoft.ML.EnergyBased;

/// <summary>How the learning rate changes over a training: a factor on the learning rate of the options. Immutable.</summary>
/// <remarks>
/// With a warm-up of w epochs the factor is first multiplied by a line that rises to 1 over them, step by step.
/// </remarks>
public sealed class LearningRateSchedule
{
    private enum Shape
    {
        Constant,
        Step,
        Cosine,
    }

    private readonly Shape _shape;
    private readonly double _warmUp;
    private readonly int _every;
    private readonly double _factor;

    private LearningRateSchedule(Shape shape, double warmUpEpochs, int every, double factor)
    {
        if (!(warmUpEpochs >= 0) || double.IsInfinity(warmUpEpochs))
            throw new ArgumentOutOfRangeException(nameof(warmUpEpochs), warmUpEpochs, "The warm-up must be finite and at least 0 epochs.");
        _shape = shape;
        _warmUp = warmUpEpochs;
        _every = every;
        _factor = factor;
    }

    /// <summary>The same rate throughout.</summary>
    /// <param name="warmUpEpochs">Epochs (a part of one counts) in which the rate rises from 0, at least 0.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The warm-up is negative, NaN or infinite.</exception>
    public static LearningRateSchedule Constant(double warmUpEpochs = 0) => new(Shape.Constant, warmUpEpochs, 1, 1);

    /// <summary>The rate is multiplied by <paramref name="factor"/> after every <paramref name="epochs"/> epochs.</summary>
    /// <param name="epochs">Epochs between changes, at least 1.</param>
    /// <param name="factor">In (0, 1].</param>
    /// <param name="warmUpEpochs">Epochs (a part of one counts) in which the rate rises from 0, at least 0.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static LearningRateSchedule Step(int epochs, double factor = 0.1, double warmUpEpochs = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        if (!(factor > 0 && factor <= 1))
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor must be in (0, 1].");
        return new LearningRateSchedule(Shape.Step, warmUpEpochs, epochs, factor);
    }

    /// <summary>
    /// After the warm-up the factor falls from 1 to <paramref name="finalFactor"/> along half a cosine over the rest of
    /// the training (Loshchilov and Hutter, "SGDR", ICLR 2017, equation 5, without restarts).
    /// </summary>
    /// <param name="warmUpEpochs">Epochs (a part of one counts) in which the rate rises from 0, at least 0.</param>
    /// <param name="finalFactor">The factor at the end, in [0, 1].</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static LearningRateSchedule Cosine(double warmUpEpochs = 0, double finalFactor = 0)
    {
        if (!(finalFactor is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(finalFactor), finalFactor, "The final factor must be in [0, 1].");
        return new LearningRateSchedule(Shape.Cosine, warmUpEpochs, 1, finalFactor);
    }

    /// <summary>Whether the factor changes within an epoch, so that the number of steps in one must be known.</summary>
    internal bool NeedsSteps => _shape == Shape.Cosine || _warmUp > 0;

    /// <summary>The factor of step <paramref name="step"/> (from 0) of <paramref name="stepsPerEpoch"/> in epoch <paramref name="epoch"/> (from 0) of <paramref name="epochs"/>.</summary>
    internal double Factor(int epoch, int epochs, long step, long stepsPerEpoch)
    {
        var begun = epoch + ((double)step / stepsPerEpoch);
        var done = epoch + ((double)(step + 1) / stepsPerEpoch);
        var rise = _warmUp > 0 ? Math.Min(1, done / _warmUp) : 1;
        return rise * _shape switch
        {
            Shape.Step => Math.Pow(_factor, epoch / _every),
            Shape.Cosine => _factor + ((1 - _factor) * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp((begun - _warmUp) / Math.Max(epochs - _warmUp, 1e-12), 0, 1)))),
            _ => 1,
        };
    }

    /// <summary>Says what the schedule is.</summary>
    public override string ToString()
    {
        var warmUp = _warmUp > 0 ? FormattableString.Invariant($"warm-up {_warmUp}") : "";
        return _shape switch
        {
            Shape.Step => FormattableString.Invariant($"Step(every {_every}, factor {_factor}{(warmUp == "" ? "" : ", " + warmUp)})"),
            Shape.Cosine => FormattableString.Invariant($"Cosine(to {_factor}{(warmUp == "" ? "" : ", " + warmUp)})"),
            _ => $"Constant({warmUp})",
        };
    }
}
