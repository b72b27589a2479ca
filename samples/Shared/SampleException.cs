namespace Samples.Shared;

/// <summary>
/// What the user of a sample can put right: a wrong option, a missing or broken file. The message is one line, and
/// <see cref="SampleArguments.Run"/> turns the exception into exit code 2.
/// </summary>
public sealed class SampleException : Exception
{
    /// <summary>An error with a message of one line.</summary>
    public SampleException(string message)
        : base(OneLine(message))
    {
    }

    /// <summary>An error with its cause.</summary>
    public SampleException(string message, Exception cause)
        : base(OneLine(message), cause)
    {
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
