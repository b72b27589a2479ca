namespace Denoising_Digits;

/// <summary>What the model says of an image.</summary>
public sealed class ImageOutput
{
    /// <summary>E(y) = ‖y − r(y)‖²: how far the image lies from what the network can draw.</summary>
    public float Energy { get; set; }

    /// <summary>Each pixel's share of the energy.</summary>
    public float[] FeatureEnergy { get; set; } = [];

    /// <summary>r(y): the image as it should be.</summary>
    public float[] Reconstruction { get; set; } = [];
}
