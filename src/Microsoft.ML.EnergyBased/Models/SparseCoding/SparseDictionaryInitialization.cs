namespace Microsoft.ML.EnergyBased;

/// <summary>Which atoms the learning of a dictionary starts from.</summary>
public enum SparseDictionaryInitialization
{
    /// <summary>Training rows drawn at random, brought to length 1; where there are fewer than atoms, the rest are random directions.</summary>
    Rows,

    /// <summary>Random directions.</summary>
    Random,

    /// <summary>Atoms supplied by the caller, those longer than 1 brought to length 1.</summary>
    Given,
}
