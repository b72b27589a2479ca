namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>Fits a Gaussian mixture by expectation and maximisation, from several starts, in units of its own.</summary>
internal sealed class MixtureTraining
{
    private readonly ReadOnlyMemory<float> _rows;
    private readonly int _count;
    private readonly MixtureSettings _settings;
    private readonly MixtureUnits _units;
    private readonly MaximisationStep _maximisation;
    private readonly MixtureStart _start;

    // Of log-likelihoods in the rows' own units over those in ours.
    private readonly double _offset;

    private MixtureTraining(ReadOnlyMemory<float> rows, int dimension, MixtureSettings settings)
    {
        _count = rows.Length / dimension;
        _settings = settings;
        _units = new MixtureUnits(rows.Span, dimension, settings.Weights, settings.Covariance);
        _rows = _units.Rows(rows.Span);
        _offset = _units.LogDensityOfUnit(settings.VarianceFloor);
        _maximisation = new MaximisationStep(_rows, _count, _units.Dimension, settings);
        _start = new MixtureStart(_rows, _count, _units.Dimension, settings);
    }

    /// <summary>Maximises Σ_i w_i ln Σ_z π_z N(y_i; μ_z, Σ_z) over mixtures whose variances are at least the floor.</summary>
    /// <param name="rows">count × d finite values; only read.</param>
    /// <param name="dimension">d.</param>
    /// <param name="settings">The settings.</param>
    /// <exception cref="InvalidOperationException">There are fewer rows of positive weight than components, or the likelihood is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within one block of rows.</exception>
    public static MixtureResult Fit(ReadOnlyMemory<float> rows, int dimension, MixtureSettings settings)
        => new MixtureTraining(rows, dimension, settings).Fit();

    private MixtureResult Fit()
    {
        MixtureResult? best = null;
        int restarts = _settings.NumberOfComponents == 1 ? 1 : _settings.NumberOfRestarts;
        for (int restart = 0; restart < restarts; restart++)
        {
            MixtureResult result = Run(restart);
            if (best is null || result.LogLikelihood > best.LogLikelihood)
                best = result;
        }
        try
        {
            return best! with { Components = _units.InRowUnits(best.Components, _settings.VarianceFloor) };
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"A covariance of the fitted mixture cannot be inverted in the features' own units: scale the features. {e.Message}", e);
        }
    }

    private MixtureResult Run(int restart)
    {
        var expectation = new ExpectationStep(_rows, _count, _units.Dimension, _settings, _maximisation.Responsibilities);
        MixtureComponents components = _maximisation.Run(_maximisation.Spread(_start.Choose(restart, _maximisation.Responsibilities)));
        double before = double.NegativeInfinity;
        int iteration = 0;
        while (true)
        {
            double likelihood = expectation.Run(components) + _offset;
            if (!double.IsFinite(likelihood))
                throw new InvalidOperationException(FormattableString.Invariant($"The mean log-likelihood of a row became {likelihood} in iteration {iteration + 1}: scale the features, or raise the variance floor."));
            if (iteration > 0)
                _settings.Progress?.Invoke(new MixtureIteration(restart, iteration, likelihood));
            bool converged = likelihood - before <= _settings.Tolerance;
            if (converged || iteration == _settings.MaximumIterations)
                return new MixtureResult(components, likelihood, iteration, converged, _maximisation.OnFloor);
            before = likelihood;
            iteration++;
            components = _maximisation.Run(components);
        }
    }
}
