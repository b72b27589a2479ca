using System.Runtime.InteropServices;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>What a batch's gradient is summed over: (x of a row, y of a row, z, weight).</summary>
internal sealed class NodeList
{
    private readonly List<(int Row, int Answer, float Weight)> _nodes = [];
    private readonly List<float> _latents = [];

    public int Count => _nodes.Count;

    public int Row(int node) => _nodes[node].Row;

    public int Answer(int node) => _nodes[node].Answer;

    public float Weight(int node) => _nodes[node].Weight;

    public ReadOnlySpan<float> Latent(int node)
    {
        var size = _latents.Count / _nodes.Count;
        return CollectionsMarshal.AsSpan(_latents).Slice(node * size, size);
    }

    public void Clear()
    {
        _nodes.Clear();
        _latents.Clear();
    }

    public void Add(int row, int answer, ReadOnlySpan<float> latent, float weight)
    {
        _nodes.Add((row, answer, weight));
        _latents.AddRange(latent);
    }

    public void Add(NodeList other)
    {
        _nodes.AddRange(other._nodes);
        _latents.AddRange(other._latents);
    }
}
