namespace AnomalyDetection_Digits;

/// <summary>What the model says of a digit.</summary>
public sealed class ModelOutput
{
    /// <summary>How odd the digit is: the squared distance to the reconstruction, or a Boltzmann machine's free energy.</summary>
    public float Energy { get; set; }

    /// <summary>True when the energy lies above the threshold.</summary>
    public bool PredictedLabel { get; set; }

    /// <summary>The share of training digits that are at least as odd.</summary>
    public float PValue { get; set; }

    /// <summary>The nearest prototype, or what the network would draw.</summary>
    public float[] Reconstruction { get; set; } = [];

    /// <summary>Each pixel's share of the energy; empty where the model gives none.</summary>
    public float[] FeatureEnergy { get; set; } = [];
}
