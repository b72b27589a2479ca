using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Training;

/// <summary>
/// What a training minimises: turns a batch into a gradient with respect to all parameters, and an energy. It owns no
/// loop. Its results must not depend on the number of threads in the team.
/// </summary>
internal interface IObjective
{
    /// <summary>Values in a row of a batch: features, and whatever else a row holds (a label).</summary>
    int Width { get; }

    /// <summary>How many parameters, from the first, weight decay acts on.</summary>
    int DecayedParameters { get; }

    /// <summary>Whether energies are at least 0 and should fall from the start: then a great rise is a divergence.</summary>
    bool IsLoss { get; }

    /// <summary>A mean energy of a batch further from 0 than this is a divergence.</summary>
    double LargestEnergy => double.MaxValue;

    /// <summary>
    /// What the energy that <see cref="Gradient"/> gave last is the mean of, where that is not the rows of the batch: for the
    /// message of a divergence.
    /// </summary>
    string? EnergyIsOf => null;

    /// <summary>
    /// Whether a lower energy of the same rows after another epoch means a better model. Not where energies are known but for
    /// a constant that changes as they learn, such as −log Z: then no epoch is chosen by them.
    /// </summary>
    bool ComparesEpochs => true;

    /// <summary>What the points of its negative phase were like since the last call: once an epoch.</summary>
    SampleMeasurements TakeSampleMeasurements() => SampleMeasurements.None;

    /// <summary>Writes the gradient of the batch's mean energy.</summary>
    /// <returns>The energies, summed over the rows.</returns>
    double Gradient(Batch batch, ReadOnlySpan<float> parameters, Span<float> gradient, WorkTeam team);

    /// <summary>The energies of a batch, summed over the rows.</summary>
    double Energy(Batch batch, ReadOnlySpan<float> parameters, WorkTeam team);
}
