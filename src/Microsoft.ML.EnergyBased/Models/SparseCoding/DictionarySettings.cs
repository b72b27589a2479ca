using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>What the learning of a dictionary is told.</summary>
internal sealed record DictionarySettings
{
    /// <summary>K, at least 1.</summary>
    public required int NumberOfAtoms { get; init; }

    /// <summary>λ, and how codes are searched for, in training and in the energy that comes out.</summary>
    public required SparseInference Inference { get; init; }

    public SparseDictionaryInitialization Initialization { get; init; } = SparseDictionaryInitialization.Rows;

    /// <summary>K × dimension values, needed by <see cref="SparseDictionaryInitialization.Given"/> and used by it alone.</summary>
    public float[]? InitialDictionary { get; init; }

    /// <summary>Passes over the rows; 0 leaves the dictionary as it starts.</summary>
    public int NumberOfEpochs { get; init; } = 20;

    /// <summary>Rows in a step, at least 1.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>ρ, finite and at least 0: before step t what is known of earlier batches is scaled by (1 − 1/t)^ρ.</summary>
    public float Forgetting { get; init; } = 8;

    public ulong Seed { get; init; }

    /// <summary>The most threads used, at least 1. The result does not depend on it.</summary>
    public int NumberOfThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Rows that streaming holds to shuffle them, at least 1.</summary>
    public int ShuffleBufferRows { get; init; } = 8192;

    public CancellationToken CancellationToken { get; init; }

    /// <summary>Called after each epoch, on the calling thread.</summary>
    public Action<TrainingEpoch>? Progress { get; init; }

    /// <summary>Throws unless every setting is in its range.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    public void Validate(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(NumberOfAtoms, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(NumberOfEpochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(NumberOfThreads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShuffleBufferRows, 1);
        Inference.Validate();
        Inference.CheckAtoms(NumberOfAtoms, dimension);
        if (!(Forgetting >= 0) || !float.IsFinite(Forgetting))
            throw new ArgumentOutOfRangeException(nameof(Forgetting), Forgetting, "Forgetting must be finite and at least 0.");
        if (Initialization != SparseDictionaryInitialization.Given)
            return;
        if (InitialDictionary?.Length != (long)NumberOfAtoms * dimension)
            throw new ArgumentException($"A given start needs {(long)NumberOfAtoms * dimension} values ({NumberOfAtoms} atoms × {dimension}), got {InitialDictionary?.Length ?? 0}.", nameof(InitialDictionary));
        if (!VectorMath.IsFinite(InitialDictionary))
            throw new ArgumentException("A given atom holds NaN or an infinity.", nameof(InitialDictionary));
    }
}
