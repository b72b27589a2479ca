using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>The memory of some descents that go through the decoder together; it lies in a workspace and lives as long as a call.</summary>
internal unsafe struct DecoderTile
{
    /// <summary>Points that go through the decoder together: what they leave at the layers should stay in the second cache.</summary>
    public const int GreatestCount = 96;

    private readonly int _latentSize;
    private readonly int _contextSize;
    private readonly int _dimension;
    private readonly float* _contexts;
    private readonly float* _targets;
    private readonly float* _latents;
    private readonly float* _before;
    private readonly float* _gradients;

    public DecoderTile(Workspace work, int capacity, int latentSize, int contextSize, int dimension, float* contexts, float* targets)
    {
        _latentSize = latentSize;
        _contextSize = contextSize;
        _dimension = dimension;
        _contexts = contexts;
        _targets = targets;
        int points = Math.Max(capacity, GreatestCount);
        nint pointSize = (nint)contextSize + latentSize;
        int header = sizeof(DecoderDescent) / sizeof(float);
        work.Reserve(points);
        work.Scratch.Reserve((2L * points * pointSize) + (capacity * ((3L * latentSize) + header + 2)));
        Buffers = work.Buffers;
        float* next = work.Scratch.Pointer;
        Points = Take(ref next, points * pointSize);
        Slopes = Take(ref next, points * pointSize);
        _latents = Take(ref next, (nint)capacity * latentSize);
        _before = Take(ref next, (nint)capacity * latentSize);
        _gradients = Take(ref next, (nint)capacity * latentSize);
        Descents = (DecoderDescent*)Take(ref next, (nint)capacity * header);
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

    /// <summary>The energies at the points.</summary>
    public float* Energies { get; }

    /// <summary>Points [x, z] that go through the decoder.</summary>
    public float* Points { get; }

    /// <summary>The gradients with respect to the points.</summary>
    public float* Slopes { get; }

    public readonly float* Target(int row) => _targets + ((nint)row * _dimension);

    public readonly Span<float> Latent(int descent) => new(_latents + ((nint)descent * _latentSize), _latentSize);

    /// <summary>The latent that the last step came from.</summary>
    public readonly Span<float> Before(int descent) => new(_before + ((nint)descent * _latentSize), _latentSize);

    /// <summary>The gradient at the latent.</summary>
    public readonly Span<float> Gradient(int descent) => new(_gradients + ((nint)descent * _latentSize), _latentSize);

    /// <summary>z of a point.</summary>
    public readonly Span<float> PointLatent(int point) => new(Points + ((nint)point * (_contextSize + _latentSize)) + _contextSize, _latentSize);

    /// <summary>The gradient with respect to z of a point.</summary>
    public readonly Span<float> Slope(int point) => new(Slopes + ((nint)point * (_contextSize + _latentSize)) + _contextSize, _latentSize);

    /// <summary>x of a row goes into a point.</summary>
    public readonly void SetContext(int point, int row)
        => new ReadOnlySpan<float>(_contexts + ((nint)row * _contextSize), _contextSize)
            .CopyTo(new Span<float>(Points + ((nint)point * (_contextSize + _latentSize)), _contextSize));

    private static float* Take(ref float* next, nint count)
    {
        float* taken = next;
        next += count;
        return taken;
    }
}
