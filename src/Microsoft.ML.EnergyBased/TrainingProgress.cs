using Microsoft.ML.EnergyBased.Objectives;

namespace Microsoft.ML.EnergyBased;

/// <summary>Where a running <c>Fit</c> stands: reported once an iteration (or epoch) to <see cref="TrainingOptions.Progress"/>.</summary>
public sealed class TrainingProgress
{
    internal TrainingProgress(int iteration, int maximumIterations, double energy)
    {
        Iteration = iteration;
        MaximumIterations = maximumIterations;
        Energy = energy;
    }

    /// <summary>The run in progress, counted from 1.</summary>
    public int Restart { get; internal init; } = 1;

    /// <summary>How many runs there will be; 1 for components without restarts.</summary>
    public int NumberOfRestarts { get; internal init; } = 1;

    /// <summary>The iteration (or epoch) that has just ended, counted from 1 in each run.</summary>
    public int Iteration { get; }

    /// <summary>The iteration at which the run ends at the latest.</summary>
    public int MaximumIterations { get; }

    /// <summary>Mean energy of a training row in this iteration, as the component measures it in training.</summary>
    public double Energy { get; }

    /// <summary>Mean energy of a validation row after this iteration; NaN without validation.</summary>
    public double ValidationEnergy { get; internal init; } = double.NaN;

    internal static TrainingProgress Of(TrainingEpoch epoch)
        => new(epoch.Epoch, epoch.Epochs, epoch.Energy) { ValidationEnergy = epoch.ValidationEnergy };

    /// <inheritdoc/>
    public override string ToString()
    {
        var restart = NumberOfRestarts > 1 ? $"restart {Restart}/{NumberOfRestarts}, " : "";
        var validation = double.IsNaN(ValidationEnergy) ? "" : FormattableString.Invariant($", validation {ValidationEnergy:G7}");
        return FormattableString.Invariant($"{restart}iteration {Iteration}/{MaximumIterations}: energy {Energy:G7}{validation}");
    }
}
