namespace Generate_Digits;

/// <summary>What the model says of a digit.</summary>
public sealed class ModelOutput
{
    /// <summary>The free energy F(v): −log P(v) up to a constant.</summary>
    public float Energy { get; set; }

    /// <summary>The probabilities of ink after one step to the hidden units and back.</summary>
    public float[] Reconstruction { get; set; } = [];
}
