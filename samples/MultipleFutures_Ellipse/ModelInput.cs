using Microsoft.ML.Data;

namespace MultipleFutures_Ellipse;

/// <summary>What is known, x, and what came of it, y = (y₁, y₂).</summary>
public sealed class ModelInput
{
    [VectorType(1)]
    public float[] X { get; set; } = [];

    [VectorType(2)]
    public float[] Y { get; set; } = [];
}

/// <summary>What a program asks that only predicts: it has x, and no y.</summary>
public sealed class Question
{
    [VectorType(1)]
    public float[] X { get; set; } = [];
}
