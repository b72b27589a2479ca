namespace SelfSupervised_Digits;

/// <summary>What the finished model says of a digit.</summary>
public sealed class ModelOutput
{
    /// <summary>The digit, as a number again.</summary>
    public float Answer { get; set; }

    /// <summary>P(y|x) for each class, in the order in which the classes were met.</summary>
    public float[] Score { get; set; } = [];
}
