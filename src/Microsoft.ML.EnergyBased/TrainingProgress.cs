namespace Microsoft.ML.EnergyBased;

/// <summary>Where a running <c>Fit</c> stands: reported once an iteration to <see cref="TrainingOptions.Progress"/>.</summary>
public sealed class TrainingProgress
{
    internal TrainingProgress(int restart, int numberOfRestarts, int iteration, int maximumIterations, double energy)
    {
        Restart = restart;
        NumberOfRestarts = numberOfRestarts;
        Iteration = iteration;
        MaximumIterations = maximumIterations;
        Energy = energy;
    }

    /// <summary>The run in progress, counted from 1.</summary>
    public int Restart { get; }

    /// <summary>How many runs there will be; 1 for components without restarts.</summary>
    public int NumberOfRestarts { get; }

    /// <summary>The iteration (or epoch) that has just ended, counted from 1 in each run.</summary>
    public int Iteration { get; }

    /// <summary>The iteration at which the run ends at the latest.</summary>
    public int MaximumIterations { get; }

    /// <summary>Mean energy of a training row after this iteration, in squared units of the features.</summary>
    public double Energy { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{(NumberOfRestarts > 1 ? $"restart {Restart}/{NumberOfRestarts}, " : "")}iteration {Iteration}/{MaximumIterations}: energy {Energy:G7}");
}
