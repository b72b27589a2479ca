namespace Imputation_Wine;

/// <summary>What a completion says of a row.</summary>
public sealed class ModelOutput
{
    /// <summary>The row with its missing values filled in.</summary>
    public float[] Completed { get; set; } = [];

    /// <summary>F of the completed row: how odd it is even so.</summary>
    public float Energy { get; set; }
}
