using Microsoft.ML.Data;

namespace AnomalyDetection_Digits;

/// <summary>A row of digits.csv: 8×8 pixels from 0 (paper) to 16 (ink), and which digit was written.</summary>
public class ModelInput
{
    public const int Side = 8;
    public const float MostInk = 16;

    [LoadColumn(0, 63)]
    [VectorType(Side * Side)]
    public float[] Pixels { get; set; } = [];

    /// <summary>The pixels from 0 (paper) to 1 (ink), which a Boltzmann machine takes as probabilities; scaled after loading.</summary>
    [LoadColumn(0, 63)]
    [VectorType(Side * Side)]
    public float[] Ink { get; set; } = [];

    [LoadColumn(64)]
    public float Digit { get; set; }
}

/// <summary>A digit that the evaluation knows to be odd (1) or not (0).</summary>
public sealed class LabelledInput : ModelInput
{
    public float Label { get; set; }
}
