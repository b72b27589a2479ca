namespace Topography_Spiral;

/// <summary>What the model says of a point.</summary>
public sealed class ModelOutput
{
    /// <summary>F(y): low on the spiral, high away from it.</summary>
    public float Energy { get; set; }

    /// <summary>The nearest prototype, counted from 1.</summary>
    public uint PredictedLabel { get; set; }

    /// <summary>At β = ∞ the nearest prototype itself, otherwise the mean of all under their responsibilities.</summary>
    public float[] Reconstruction { get; set; } = [];
}
