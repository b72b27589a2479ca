namespace Microsoft.ML.Runtime;

/// <summary>A pipe of messages that no user of a context can listen to.</summary>
internal sealed class UnheardPipe<TMessage>(IExceptionContext parent) : IPipe<TMessage>
{
    public string ContextDescription => parent.ContextDescription;

    public void Send(TMessage msg)
    {
    }

    public TException Process<TException>(TException ex)
        where TException : Exception => parent.Process(ex);

    public void Dispose()
    {
    }
}
