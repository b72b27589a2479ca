using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>
/// E(x, y, z) = ‖y − Dec([x, z])‖² + ½α‖z‖² of one x and y at a time, for many z in one pass. NaN in y marks what is not
/// observed and left out of the sum. One caller at a time; buffers that have grown are used again.
/// </summary>
internal sealed class ConditionalDecoder : ILatentFunction
{
    // What a pass leaves at the layers should stay in the second cache.
    private const int TileRows = 96;

    // Of the length of y, what a network in single precision is good for.
    private const float RelativeRounding = 5e-7f;

    private readonly DenseNetwork _network;
    private readonly LatentSet _latent;
    private readonly NetworkBuffers _buffers;
    private readonly float[] _inputs;
    private readonly float[] _inputGradients;
    private readonly float[] _target;
    private readonly float[] _context;
    private readonly int _last;
    private float[] _latents = [];
    private bool _isComplete;

    public ConditionalDecoder(DenseNetwork network, int contextSize, LatentSet latent)
    {
        _network = network;
        _latent = latent;
        _last = network.LastLayer;
        _context = new float[contextSize];
        _buffers = new NetworkBuffers(network.Architecture, backward: true);
        _buffers.Reserve(TileRows);
        _inputs = new float[checked(TileRows * network.Architecture.Inputs)];
        _inputGradients = new float[_inputs.Length];
        _target = new float[TargetSize];
    }

    public int TargetSize => _network.Architecture.Outputs;

    public float Rounding { get; private set; }

    public ReadOnlySpan<float> Context => _context;

    public ReadOnlySpan<float> Target => _target;

    private int Width => _network.Architecture.Inputs;

    /// <summary>Takes x, which is all that decoding needs.</summary>
    public void SetContext(ReadOnlySpan<float> context) => context.CopyTo(_context);

    /// <summary>Takes x and y.</summary>
    public void Set(ReadOnlySpan<float> context, ReadOnlySpan<float> target)
    {
        SetContext(context);
        target.CopyTo(_target);
        _isComplete = true;
        Rounding = 0;
        foreach (var value in target)
        {
            _isComplete &= !float.IsNaN(value);
            Rounding += float.IsNaN(value) ? 0 : RelativeRounding * value * RelativeRounding * value;
        }
    }

    void ILatentFunction.Energies(ReadOnlySpan<float> points, Span<float> energies) => Energies(LatentsOf(points, energies.Length), energies);

    void ILatentFunction.Gradients(ReadOnlySpan<float> points, Span<float> energies, Span<float> gradients)
    {
        var latents = LatentsOf(points, energies.Length);
        var coordinates = _latent.Coordinates;
        for (var start = 0; start < energies.Length; start += TileRows)
        {
            var count = Math.Min(TileRows, energies.Length - start);
            var tile = latents.Slice(start * _latent.Size, count * _latent.Size);
            Forward(tile, count);
            Energies(tile, energies.Slice(start, count), count);
            Backward(count, default);
            for (var i = 0; i < count; i++)
            {
                var z = tile.Slice(i * _latent.Size, _latent.Size);
                ReadOnlySpan<float> gradient = _inputGradients.AsSpan((i * Width) + _context.Length, _latent.Size);
                var result = gradients.Slice((start + i) * coordinates, coordinates);
                // Once round the circle, ∂z/∂t = (−sin t, cos t).
                if (_latent.Kind == LatentKind.Circle)
                {
                    result[0] = (z[0] * gradient[1]) - (z[1] * gradient[0]);
                }
                else
                {
                    gradient.CopyTo(result);
                    _latent.AddPenaltyGradient(z, result);
                }
            }
        }
    }

    /// <summary>Computes E at some z.</summary>
    public void Energies(ReadOnlySpan<float> latents, Span<float> energies)
    {
        for (var start = 0; start < energies.Length; start += TileRows)
        {
            var count = Math.Min(TileRows, energies.Length - start);
            var tile = latents.Slice(start * _latent.Size, count * _latent.Size);
            Forward(tile, count);
            Energies(tile, energies.Slice(start, count), count);
        }
    }

    /// <summary>Computes Dec([x, z]) at some z.</summary>
    public void Decode(ReadOnlySpan<float> latents, Span<float> outputs)
    {
        var total = latents.Length / _latent.Size;
        for (var start = 0; start < total; start += TileRows)
        {
            var count = Math.Min(TileRows, total - start);
            Forward(latents.Slice(start * _latent.Size, count * _latent.Size), count);
            _buffers.Values(_last, 0, count).CopyTo(outputs[(start * TargetSize)..]);
        }
    }

    /// <summary>Computes the mean over some z, with these weights, of ∂E/∂x and ∂E/∂y.</summary>
    /// <param name="latents">The z.</param>
    /// <param name="weights">One a z, which sum to 1.</param>
    /// <param name="contextGradient">Receives the mean of ∂E/∂x; or empty.</param>
    /// <param name="targetGradient">Receives the mean of ∂E/∂y = 2(y − Dec).</param>
    public void MeanGradient(ReadOnlySpan<float> latents, ReadOnlySpan<float> weights, Span<float> contextGradient, Span<float> targetGradient)
    {
        contextGradient.Clear();
        targetGradient.Clear();
        for (var start = 0; start < weights.Length; start += TileRows)
        {
            var count = Math.Min(TileRows, weights.Length - start);
            Forward(latents.Slice(start * _latent.Size, count * _latent.Size), count);
            for (var i = 0; i < count; i++)
            {
                ReadOnlySpan<float> decoded = _buffers.Values(_last, i, 1);
                for (var j = 0; j < targetGradient.Length; j++)
                    targetGradient[j] += 2 * weights[start + i] * (_target[j] - decoded[j]);
            }
            if (contextGradient.IsEmpty)
                continue;
            Backward(count, weights.Slice(start, count));
            for (var i = 0; i < count; i++)
                TensorPrimitives.Add(contextGradient, _inputGradients.AsSpan(i * Width, contextGradient.Length), contextGradient);
        }
    }

    private ReadOnlySpan<float> LatentsOf(ReadOnlySpan<float> points, int count)
    {
        if (_latent.Kind != LatentKind.Circle)
            return points;
        if (_latents.Length < count * _latent.Size)
            _latents = new float[count * _latent.Size];
        _latent.ToLatents(points, _latents);
        return _latents.AsSpan(0, count * _latent.Size);
    }

    private void Forward(ReadOnlySpan<float> latents, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var row = _inputs.AsSpan(i * Width, Width);
            _context.CopyTo(row);
            latents.Slice(i * _latent.Size, _latent.Size).CopyTo(row[_context.Length..]);
        }
        _network.Forward(_inputs.AsSpan(0, count * Width), _buffers, 0, count, 0, _last);
    }

    // Of the z that the last pass forward was of.
    private void Energies(ReadOnlySpan<float> latents, Span<float> energies, int count)
    {
        for (var i = 0; i < count; i++)
        {
            ReadOnlySpan<float> decoded = _buffers.Values(_last, i, 1);
            energies[i] = _isComplete ? VectorMath.SquaredDistance(_target, decoded) : ObservedDistance(decoded);
            if (_latent.Penalty > 0)
                energies[i] += _latent.PenaltyOf(latents.Slice(i * _latent.Size, _latent.Size));
            // Where the network overflows, nothing is further from what it makes.
            if (float.IsNaN(energies[i]))
                energies[i] = float.PositiveInfinity;
        }
    }

    private float ObservedDistance(ReadOnlySpan<float> decoded)
    {
        float sum = 0;
        for (var j = 0; j < _target.Length; j++)
        {
            var difference = _target[j] - decoded[j];
            if (!float.IsNaN(_target[j]))
                sum += difference * difference;
        }
        return sum;
    }

    // From 2(Dec − y), times the weights, to the gradient with respect to the inputs.
    private void Backward(int count, ReadOnlySpan<float> weights)
    {
        for (var i = 0; i < count; i++)
        {
            var factor = weights.IsEmpty ? 2 : 2 * weights[i];
            ReadOnlySpan<float> decoded = _buffers.Values(_last, i, 1);
            var deltas = _buffers.Deltas(_last, i, 1);
            for (var j = 0; j < deltas.Length; j++)
                deltas[j] = !_isComplete && float.IsNaN(_target[j]) ? 0 : factor * (decoded[j] - _target[j]);
        }
        _network.Backward(_buffers, 0, count, _inputGradients.AsSpan(0, count * Width));
    }
}
