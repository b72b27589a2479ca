using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Networks;

/// <summary>The buffers of one caller while it scores rows by a network.</summary>
internal sealed class NetworkWorkspace(NetworkArchitecture architecture, bool keepSums)
{
    private readonly PinnedBuffer _direct = new();

    public NetworkBuffers Buffers { get; } = CreateBuffers(architecture, keepSums);

    /// <summary>Room for a few values a row.</summary>
    public PinnedBuffer Scratch { get; } = new();

    public void Reserve(int rows) => Buffers.Reserve(rows);

    /// <summary>Room for <paramref name="count"/> values beside the buffers.</summary>
    public Span<float> Direct(int count)
    {
        _direct.Reserve(count);
        return _direct.Span(0, count);
    }

    public static WorkspacePool<NetworkWorkspace> NewPool(NetworkArchitecture architecture, bool keepSums = false)
        => new(() => new NetworkWorkspace(architecture, keepSums));

    private static NetworkBuffers CreateBuffers(NetworkArchitecture architecture, bool keepSums)
    {
        var buffers = new NetworkBuffers(architecture, backward: true);
        if (keepSums)
            buffers.KeepOutputSums();
        return buffers;
    }
}
