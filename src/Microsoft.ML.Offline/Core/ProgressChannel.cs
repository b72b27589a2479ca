namespace Microsoft.ML.Runtime;

/// <summary>A progress channel; as in ML.NET, a user of a context does not see what it is told.</summary>
internal sealed class ProgressChannel : IProgressChannel
{
    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(fillAction);
    }

    public void Checkpoint(params double?[] values)
    {
    }

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel();

    public void Dispose()
    {
    }
}
