using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>Inferences that are free, as many as there are processors at most.</summary>
internal sealed class ConditionalInferencePool(DenseNetwork network, ConditionalShape shape)
{
    private readonly LatentGrid? _grid = shape.CreateGrid();
    // Made for the first search: a model that is only loaded need not have room for its starts.
    private readonly Lazy<LatentDescents?> _descents = new(() => shape.Latent.Coordinates > 2 ? new LatentDescents(network, shape) : null);
    private readonly ConditionalInference?[] _free = new ConditionalInference?[Environment.ProcessorCount];

    public ConditionalInference Take()
    {
        foreach (ref ConditionalInference? slot in _free.AsSpan())
        {
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } inference)
                return inference;
        }
        return new ConditionalInference(network, shape, _grid, _descents.Value);
    }

    public void Return(ConditionalInference inference)
    {
        foreach (ref ConditionalInference? slot in _free.AsSpan())
        {
            if (slot is null && Interlocked.CompareExchange(ref slot, inference, null) is null)
                return;
        }
    }
}
