namespace Microsoft.ML.Runtime;

/// <summary>Notes in an exception where it was thrown.</summary>
internal static class ExceptionContext
{
    private const string Key = "Context";

    public static TException Mark<TException>(TException ex, string context)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(ex);
        if (context.Length > 0 && !ex.Data.Contains(Key))
            ex.Data[Key] = context;

        return ex;
    }
}
