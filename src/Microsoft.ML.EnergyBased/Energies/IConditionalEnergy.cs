namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An energy F(x, y) of rows [x | y], where x is given: it answers with the y of each z of a set.</summary>
internal interface IConditionalEnergy : ILatentEnergy
{
    /// <summary>The length of x.</summary>
    int ContextSize { get; }

    /// <summary>The length of y.</summary>
    int TargetSize { get; }

    /// <summary>How many y there are to each x.</summary>
    int NumberOfPredictions { get; }

    /// <summary>Computes the answers to each x.</summary>
    /// <param name="contexts">count × <see cref="ContextSize"/> values.</param>
    /// <param name="predictions">Receives count × <see cref="NumberOfPredictions"/> × <see cref="TargetSize"/> values.</param>
    void Predict(ReadOnlySpan<float> contexts, Span<float> predictions);
}
