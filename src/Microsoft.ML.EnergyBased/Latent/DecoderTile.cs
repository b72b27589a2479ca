using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>The memory of some descents that go through the decoder together; it lies in a workspace and lives as long as a call.</summary>
internal ref struct DecoderTile
{
    /// <summary>Points that go through the decoder together: what they leave at the layers should stay in the second cache.</summary>
    public const int GreatestCount = 96;

    private readonly int _latentSize;
    private readonly int _contextSize;
    private readonly int _dimension;
    private readonly ReadOnlySpan<float> _contexts;
    private readonly ReadOnlySpan<float> _targets;
    private readonly Span<float> _points;
    private readonly Span<float> _slopes;
    private readonly Span<float> _latents;
    private readonly Span<float> _before;
    private readonly Span<float> _gradients;

    public DecoderTile(
        NetworkWorkspace work, int capacity, int latentSize, int contextSize, int dimension, ReadOnlySpan<float> contexts, ReadOnlySpan<float> targets)
    {
        _latentSize = latentSize;
        _contextSize = contextSize;
        _dimension = dimension;
        _contexts = contexts;
        _targets = targets;
        var points = Math.Max(capacity, GreatestCount);
        var pointSize = contextSize + latentSize;
        var header = (Unsafe.SizeOf<DecoderDescent>() + sizeof(float) - 1) / sizeof(float);
        var size = checked((points * 2 * pointSize) + (capacity * ((3 * latentSize) + header + 2)));
        work.Reserve(points);
        work.Scratch.Reserve(size);
        Buffers = work.Buffers;
        var rest = work.Scratch.Span(0, size);
        _points = Take(ref rest, points * pointSize);
        _slopes = Take(ref rest, points * pointSize);
        _latents = Take(ref rest, capacity * latentSize);
        _before = Take(ref rest, capacity * latentSize);
        _gradients = Take(ref rest, capacity * latentSize);
        Descents = MemoryMarshal.Cast<float, DecoderDescent>(Take(ref rest, capacity * header));
        Active = MemoryMarshal.Cast<float, int>(Take(ref rest, capacity));
        Energies = Take(ref rest, capacity);
    }

    /// <summary>How many descents there are.</summary>
    public int Count { get; set; }

    /// <summary>The descents, in the order of their rows.</summary>
    public Span<DecoderDescent> Descents { get; }

    /// <summary>Numbers of descents.</summary>
    public Span<int> Active { get; }

    public NetworkBuffers Buffers { get; }

    /// <summary>The energies at the points.</summary>
    public Span<float> Energies { get; }

    /// <summary>The first points [x, z], which go through the decoder.</summary>
    public readonly ReadOnlySpan<float> Points(int count) => _points[..(count * (_contextSize + _latentSize))];

    /// <summary>The gradients with respect to the first points.</summary>
    public readonly Span<float> Slopes(int count) => _slopes[..(count * (_contextSize + _latentSize))];

    public readonly ReadOnlySpan<float> Target(int row) => _targets.Slice(row * _dimension, _dimension);

    public readonly Span<float> Latent(int descent) => _latents.Slice(descent * _latentSize, _latentSize);

    /// <summary>The latent that the last step came from.</summary>
    public readonly Span<float> Before(int descent) => _before.Slice(descent * _latentSize, _latentSize);

    /// <summary>The gradient at the latent.</summary>
    public readonly Span<float> Gradient(int descent) => _gradients.Slice(descent * _latentSize, _latentSize);

    /// <summary>z of a point.</summary>
    public readonly Span<float> PointLatent(int point) => _points.Slice((point * (_contextSize + _latentSize)) + _contextSize, _latentSize);

    /// <summary>The gradient with respect to z of a point.</summary>
    public readonly Span<float> Slope(int point) => _slopes.Slice((point * (_contextSize + _latentSize)) + _contextSize, _latentSize);

    /// <summary>x of a row goes into a point.</summary>
    public readonly void SetContext(int point, int row)
        => _contexts.Slice(row * _contextSize, _contextSize).CopyTo(_points[(point * (_contextSize + _latentSize))..]);

    private static Span<float> Take(scoped ref Span<float> rest, int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
