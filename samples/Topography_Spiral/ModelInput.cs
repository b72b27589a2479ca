using Microsoft.ML.Data;
using Samples.Shared;

namespace Topography_Spiral;

/// <summary>A point y = (y₁, y₂) of the plane.</summary>
public sealed class ModelInput
{
    [VectorType(2)]
    public float[] Features { get; set; } = [];

    /// <summary>y₁ by itself, for the model that predicts y₂ from it.</summary>
    [VectorType(1)]
    public float[] Y1 { get; set; } = [];

    /// <summary>y₂ by itself.</summary>
    [VectorType(1)]
    public float[] Y2 { get; set; } = [];

    internal static ModelInput At(Point point)
        => new() { Features = [(float)point.X, (float)point.Y], Y1 = [(float)point.X], Y2 = [(float)point.Y] };
}
