using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>The memory of some descents that go through the decoder together; it lies in a workspace and lives as long as a call.</summary>
internal unsafe struct DecoderTile
{
    /// <summary>Latents that go through the decoder together: what they leave at the layers should stay in the second cache.</summary>
    public const int GreatestCount = 96;

    private readonly int _latentSize;
    private readonly float* _latents;
    private readonly float* _before;
    private readonly float* _gradients;

    public DecoderTile(Workspace work, int capacity, int latentSize)
    {
        _latentSize = latentSize;
        capacity = Math.Max(capacity, GreatestCount);
        int header = sizeof(DecoderDescent) / sizeof(float);
        work.Reserve(capacity);
        work.Scratch.Reserve((long)capacity * ((5 * latentSize) + header + 2));
        Buffers = work.Buffers;
        float* next = work.Scratch.Pointer;
        Points = Take(ref next, capacity * latentSize);
        Slopes = Take(ref next, capacity * latentSize);
        _latents = Take(ref next, capacity * latentSize);
        _before = Take(ref next, capacity * latentSize);
        _gradients = Take(ref next, capacity * latentSize);
        Descents = (DecoderDescent*)Take(ref next, capacity * header);
        Active = (int*)Take(ref next, capacity);
        Energies = Take(ref next, capacity);
    }

    /// <summary>How many descents there are.</summary>
    public int Count { get; set; }

    /// <summary>The descents, in the order of their rows.</summary>
    public DecoderDescent* Descents { get; }

    /// <summary>Numbers of descents.</summary>
    public int* Active { get; }

    public NetworkBuffers Buffers { get; }

    /// <summary>Latents that go through the decoder.</summary>
    public float* Points { get; }

    /// <summary>The energies at the points.</summary>
    public float* Energies { get; }

    /// <summary>The gradients at the points.</summary>
    public float* Slopes { get; }

    public readonly Span<float> Point(int point) => Of(Points, point);

    public readonly Span<float> Slope(int point) => Of(Slopes, point);

    public readonly Span<float> Latent(int descent) => Of(_latents, descent);

    /// <summary>The latent that the last step came from.</summary>
    public readonly Span<float> Before(int descent) => Of(_before, descent);

    /// <summary>The gradient at the latent.</summary>
    public readonly Span<float> Gradient(int descent) => Of(_gradients, descent);

    private readonly Span<float> Of(float* latents, int index) => new(latents + ((nint)index * _latentSize), _latentSize);

    private static float* Take(ref float* next, int count)
    {
        float* taken = next;
        next += count;
        return taken;
    }
}
