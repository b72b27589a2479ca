namespace Microsoft.ML.EnergyBased.Networks;

/// <summary>
/// Workspaces that are free, as many as there are processors at most: scoring row by row allocates nothing after the
/// first row, and callers on several threads do not wait for each other.
/// </summary>
internal sealed class WorkspacePool<T>(Func<T> create)
    where T : class
{
    private readonly T?[] _free = new T?[Environment.ProcessorCount];

    public T Take()
    {
        foreach (ref var slot in _free.AsSpan())
        {
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } workspace)
                return workspace;
        }
        return create();
    }

    public void Return(T workspace)
    {
        foreach (ref var slot in _free.AsSpan())
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, workspace, null) is null)
                return;
        }
    }
}
