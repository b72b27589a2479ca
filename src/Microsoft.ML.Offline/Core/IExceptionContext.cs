namespace Microsoft.ML.Runtime;

/// <summary>Knows where it stands when an exception is thrown, and marks the exception with it.</summary>
public interface IExceptionContext
{
    string ContextDescription { get; }

    TException Process<TException>(TException ex)
        where TException : Exception;
}
