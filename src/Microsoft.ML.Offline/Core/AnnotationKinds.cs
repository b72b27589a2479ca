namespace Microsoft.ML.Data;

/// <summary>The annotations that components agree on.</summary>
internal static class AnnotationKinds
{
    /// <summary>The name of each slot of a vector, as text.</summary>
    public const string SlotNames = "SlotNames";

    /// <summary>The value that each key stands for.</summary>
    public const string KeyValues = "KeyValues";

    /// <summary>Whether the values are normalized, as Boolean.</summary>
    public const string IsNormalized = "IsNormalized";
}
