using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>
/// Workspaces that are free, as many as there are processors at most: scoring row by row allocates nothing after the
/// first row, and callers on several threads do not wait for each other.
/// </summary>
internal sealed class WorkspacePool(NetworkArchitecture architecture, bool keepSums)
{
    private readonly Workspace?[] _free = new Workspace?[Environment.ProcessorCount];

    public Workspace Take()
    {
        foreach (ref Workspace? slot in _free.AsSpan())
        {
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } workspace)
                return workspace;
        }
        return new Workspace(architecture, keepSums);
    }

    public void Return(Workspace workspace)
    {
        foreach (ref Workspace? slot in _free.AsSpan())
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, workspace, null) is null)
                return;
        }
    }
}
