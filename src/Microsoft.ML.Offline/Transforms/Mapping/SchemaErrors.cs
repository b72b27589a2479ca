namespace Microsoft.ML.Data;

/// <summary>The complaints about a column that a component needs, in the words of ML.NET.</summary>
internal static class SchemaErrors
{
    /// <param name="parameter">The parameter of the caller that holds the schema.</param>
    /// <param name="role">What the column is for: "input", "label", "score".</param>
    /// <param name="name">The name that was asked for.</param>
    public static ArgumentOutOfRangeException Missing(string parameter, string role, string name) =>
        new(parameter, $"Could not find {role} column '{name}'");

    /// <summary>The same in the words of the evaluators.</summary>
    public static ArgumentOutOfRangeException NotFound(string parameter, string role, string name) =>
        new(parameter, $"{name} column '{role}' not found");

    public static ArgumentOutOfRangeException Mismatch(string parameter, string role, string name, string expected, string actual) =>
        new(parameter, $"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}");
}
