using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>
/// The latent of each training row, and what Adam remembers of it: 3 × count × latent size values, whether the rows
/// themselves are in memory or not.
/// </summary>
internal sealed class TrainingLatents(LatentSet latent)
{
    // A row comes once an epoch, so that the memory is short.
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.99f;
    private const float Epsilon = 1e-12f;

    private readonly int _size = latent.Size;
    private float[] _latents = [];
    private float[] _first = [];
    private float[] _second = [];
    private bool[] _isUsed = [];

    public Span<float> this[long row] => Of(_latents, row);

    /// <summary>Makes room for the rows; not while others look at them.</summary>
    public void Reserve(ReadOnlySpan<long> rows)
    {
        long count = _isUsed.Length;
        foreach (var row in rows)
            count = Math.Max(count, row + 1);
        if (count == _isUsed.Length)
            return;
        var room = checked((int)Math.Max(count, Math.Min(2L * _isUsed.Length, Array.MaxLength / _size)));
        Array.Resize(ref _latents, checked(room * _size));
        Array.Resize(ref _first, room * _size);
        Array.Resize(ref _second, room * _size);
        Array.Resize(ref _isUsed, room);
    }

    /// <summary>Has a row begin at what its latent now is.</summary>
    public void Begin(long row)
    {
        _isUsed[row] = true;
        Of(_first, row).Clear();
        Of(_second, row).Clear();
    }

    /// <summary>One step of Adam down the gradient of a row's energy, and back into the set.</summary>
    /// <param name="row">The row.</param>
    /// <param name="gradient">The gradient at its latent, the penalty's included; it is overwritten.</param>
    /// <param name="rate">η.</param>
    /// <param name="steps">The steps of this row, this one included.</param>
    public void Step(long row, Span<float> gradient, float rate, int steps)
    {
        var z = this[row];
        var first = Of(_first, row);
        var second = Of(_second, row);
        latent.ToTangent(z, gradient);
        rate = (float)(rate / (1 - Math.Pow(Beta1, steps)));
        var scale = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, steps)));
        for (var j = 0; j < z.Length; j++)
        {
            first[j] = (Beta1 * first[j]) + ((1 - Beta1) * gradient[j]);
            second[j] = (Beta2 * second[j]) + ((1 - Beta2) * gradient[j] * gradient[j]);
            z[j] -= rate * first[j] / ((MathF.Sqrt(second[j]) * scale) + Epsilon);
        }
        latent.Project(z);
    }

    /// <summary>The Gaussian of the latents of all rows that have trained.</summary>
    public LatentGaussian Fit(CancellationToken cancellation)
    {
        var used = new List<float>();
        for (var row = 0; row < _isUsed.Length; row++)
        {
            if (_isUsed[row])
                used.AddRange(this[row]);
        }
        return LatentGaussian.Fit(used.ToArray(), _size, cancellation);
    }

    private Span<float> Of(float[] values, long row) => values.AsSpan((int)row * _size, _size);
}
