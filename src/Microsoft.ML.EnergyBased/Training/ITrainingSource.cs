using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Training;

/// <summary>Where training rows come from, part of which may be set aside for validation.</summary>
internal interface ITrainingSource : IDisposable
{
    /// <summary>Values in a row.</summary>
    int Width { get; }

    /// <summary>Whether rows are set aside for validation.</summary>
    bool HasValidation { get; }

    /// <summary>How many rows train; may take a pass over them.</summary>
    long CountTrainingRows(CancellationToken cancellation);

    /// <summary>Goes to the beginning of an epoch, from 0: the training rows in its random order.</summary>
    void BeginTraining(int epoch);

    /// <summary>Goes to the beginning of the validation rows, which come in the order of the source.</summary>
    void BeginValidation();

    /// <summary>Fills the batch; only the last one of a pass has fewer rows than it could hold.</summary>
    /// <returns>False where there are no more rows.</returns>
    bool Read(Batch batch, WorkTeam team);
}
