namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>What a completion is told.</summary>
internal sealed record CompletionSettings
{
    public CompletionMethod Method { get; init; }

    /// <summary>Points that an iteration or a descent begins at, or chains that are sampled; at least 1.</summary>
    public int InferenceStarts { get; init; }

    /// <summary>Steps of each, at least 1; of chains, the first half of them is thrown away.</summary>
    public int InferenceIterations { get; init; }

    /// <summary>An iteration ends when no value moves by more than this many standard deviations, positive.</summary>
    public float InferenceTolerance { get; init; }

    /// <summary>β of the density that chains sample.</summary>
    public float InverseTemperature { get; init; } = 1;

    public long Seed { get; init; }

    /// <summary>Means of the features: where the first start lies.</summary>
    public required float[] Means { get; init; }

    /// <summary>Standard deviations of the features, above 0: how far the other starts lie from it, and the unit of <see cref="InferenceTolerance"/>.</summary>
    public required float[] StandardDeviations { get; init; }

    /// <summary>What values the energy is made for, or null for all.</summary>
    public (float Minimum, float Maximum)? Domain { get; init; }
}
