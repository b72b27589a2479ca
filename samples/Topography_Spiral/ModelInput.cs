using Microsoft.ML.Data;
using Samples.Shared;

namespace Topography_Spiral;

/// <summary>A point y = (y₁, y₂) of the plane.</summary>
public sealed class ModelInput
{
    [VectorType(2)]
    public float[] Features { get; set; } = [];

    internal static ModelInput At(Point point) => new() { Features = [(float)point.X, (float)point.Y] };
}
