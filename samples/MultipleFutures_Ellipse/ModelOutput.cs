namespace MultipleFutures_Ellipse;

/// <summary>What the model answers.</summary>
public sealed class ModelOutput
{
    /// <summary>One answer (y₁, y₂) for each z, one after the other.</summary>
    public float[] Predictions { get; set; } = [];
}

/// <summary>What the model makes of a row whose y is known in part.</summary>
public sealed class Completed
{
    /// <summary>Completed y, the lowest energy first; NaN after the last.</summary>
    public float[] Answers { get; set; } = [];

    public float[] AnswerEnergies { get; set; } = [];
}
