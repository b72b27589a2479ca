namespace Dictionary_Digits;

/// <summary>What the model says of a digit y.</summary>
public sealed class ModelOutput
{
    /// <summary>F(y): the least of ½‖y − Wz‖² + λ‖z‖₁ over codes z.</summary>
    public float Energy { get; set; }

    /// <summary>The code z*: how much of each atom.</summary>
    public float[] Latent { get; set; } = [];

    /// <summary>Wz*: the sum of those atoms.</summary>
    public float[] Reconstruction { get; set; } = [];

    /// <summary>How many atoms take part.</summary>
    public float ActiveAtoms { get; set; }

    /// <summary>How the search went: its steps, its duality gap, and whether the gap is within the tolerance.</summary>
    public float[] Inference { get; set; } = [];
}
