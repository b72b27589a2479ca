using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>Fits a Gaussian mixture by expectation and maximisation, from several starts, in units of its own.</summary>
internal sealed class MixtureTraining
{
    private readonly MixtureEnergyEstimator.Options _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly MixtureUnits _units;
    private readonly IMixtureSteps _steps;

    // Of log-likelihoods in the rows' own units over those in ours.
    private readonly double _offset;

    private MixtureTraining(TrainingData data, MixtureEnergyEstimator.Options options, IProgress<TrainingProgress>? progress)
    {
        double[] weights = [.. data.Weights.Span.ToArray().Select(w => (double)w)];
        _progress = progress;
        _options = options;
        _units = new MixtureUnits(data.Rows.Span, data.Width, weights, options.Covariance);
        var rows = _units.Rows(data.Rows.Span, options.Threads, options.CancellationToken);
        var start = new MixtureStart(TrainingData.InMemory(rows, _units.Dimension, data.Weights), options);
        _offset = _units.IsComplete ? _units.LogDensityOfUnit(options.VarianceFloor) : _units.LogDensityOfUnit(options.VarianceFloor, data.Rows.Span);
        _steps = _units.IsComplete
            ? new CompleteSteps(rows, data.Count, _units.Dimension, weights, start, options)
            : new IncompleteSteps(rows, data.Count, _units.Dimension, weights, start, options);
    }

    /// <summary>Maximises Σ_i w_i ln Σ_z π_z N(y_i; μ_z, Σ_z) over mixtures whose variances are at least the floor.</summary>
    /// <param name="data">Rows in memory, NaN where a value is not observed; only read.</param>
    /// <param name="options">The options, checked before.</param>
    /// <param name="progress">Told of each iteration, on the calling thread.</param>
    /// <exception cref="InvalidOperationException">There are fewer rows of positive weight than components, or the likelihood is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within one block of rows.</exception>
    public static MixtureResult Fit(TrainingData data, MixtureEnergyEstimator.Options options, IProgress<TrainingProgress>? progress = null)
    {
        if (data.Usable < options.NumberOfComponents)
            throw new InvalidOperationException($"{data.Usable} usable training rows for {nameof(options.NumberOfComponents)} = {options.NumberOfComponents}: at least as many rows as components are needed.");
        return new MixtureTraining(data, options, progress).Fit();
    }

    private MixtureResult Fit()
    {
        MixtureResult? best = null;
        for (var restart = 0; restart < _options.Restarts; restart++)
        {
            var result = Run(restart);
            if (best is null || result.LogLikelihood > best.LogLikelihood)
                best = result;
        }
        try
        {
            return best! with { Components = _units.InRowUnits((MixtureComponents)best.Components, _options.VarianceFloor) };
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"A covariance of the fitted mixture cannot be inverted in the features' own units: scale the features. {e.Message}", e);
        }
    }

    private MixtureResult Run(int restart)
    {
        var components = _steps.Start(restart);
        var before = double.NegativeInfinity;
        var iteration = 0;
        while (true)
        {
            var likelihood = _steps.Expect(components) + _offset;
            if (!double.IsFinite(likelihood))
                throw new InvalidOperationException(FormattableString.Invariant($"The mean log-likelihood of a row became {likelihood} in iteration {iteration + 1}: scale the features, or raise the variance floor."));
            if (iteration > 0)
            {
                _progress?.Report(new TrainingProgress(iteration, _options.MaximumIterations, -likelihood)
                {
                    Restart = restart + 1,
                    NumberOfRestarts = _options.Restarts,
                    LogLikelihood = likelihood,
                });
            }

            var converged = likelihood - before <= _options.Tolerance;
            if (converged || iteration == _options.MaximumIterations)
                return new MixtureResult(components, likelihood, iteration, converged, _steps.OnFloor);
            before = likelihood;
            iteration++;
            components = _steps.Maximise(components);
        }
    }
}
