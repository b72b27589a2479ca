namespace Microsoft.ML.Runtime;

/// <summary>Notes in an exception where it was thrown. One that is marked was thrown on purpose.</summary>
internal static class ExceptionContext
{
    private const string MarkKey = "ML_IsMarked";

    public static bool IsMarked(Exception ex) => ex.Data.Contains(MarkKey);

    /// <summary>Of several marks the last one stays.</summary>
    public static TException Mark<TException>(TException ex, params ReadOnlySpan<(string Key, string Value)> context)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(ex);
        foreach (var (key, value) in context)
            ex.Data[key] = value;

        ex.Data[MarkKey] = 1;
        return ex;
    }
}
