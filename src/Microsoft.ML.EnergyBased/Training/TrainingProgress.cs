using System.Globalization;
using Microsoft.ML.EnergyBased.Training;

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

    /// <summary>Mean energy of the points that contrastive training pushed up in this iteration; NaN without such points.</summary>
    public double SampleEnergy { get; internal init; } = double.NaN;

    /// <summary><see cref="SampleEnergy"/> − <see cref="Energy"/>, near 0 where model and data agree; NaN without such points.</summary>
    public double EnergyGap => SampleEnergy - Energy;

    /// <summary><see cref="ValidationEnergy"/> − <see cref="Energy"/>: where it grows, the model overfits. NaN without validation.</summary>
    public double ValidationGap => ValidationEnergy - Energy;

    /// <summary>The mean acceptance probability of the chains in this iteration, in [0, 1]; NaN without chains or without a decision.</summary>
    public double AcceptanceRate { get; internal init; } = double.NaN;

    /// <summary>The mean log-likelihood of a row after this iteration, in nats: that of a mixture, or of a machine that a monitor judges (or its pseudo-log-likelihood); NaN of other models.</summary>
    public double LogLikelihood { get; internal init; } = double.NaN;

    internal static TrainingProgress Of(TrainingEpoch epoch) => new(epoch.Epoch, epoch.Epochs, epoch.Energy)
    {
        ValidationEnergy = epoch.ValidationEnergy,
        SampleEnergy = epoch.Samples.Energy,
        AcceptanceRate = epoch.Samples.AcceptanceRate,
        LogLikelihood = epoch.Score,
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        var restart = NumberOfRestarts > 1 ? $"restart {Restart}/{NumberOfRestarts}, " : "";
        var samples = Figure("samples", SampleEnergy, "G7") + Figure("gap", EnergyGap, "G4");
        var validation = Figure("validation", ValidationEnergy, "G7") + (samples.Length > 0 ? Figure("validation gap", ValidationGap, "G4") : "");
        var rest = Figure("acceptance", AcceptanceRate, "F3") + Figure("log-likelihood", LogLikelihood, "G7");
        return FormattableString.Invariant($"{restart}iteration {Iteration}/{MaximumIterations}: energy {Energy:G7}{samples}{validation}{rest}");
    }

    private static string Figure(string name, double value, string format)
        => double.IsNaN(value) ? "" : $", {name} {value.ToString(format, CultureInfo.InvariantCulture)}";
}
