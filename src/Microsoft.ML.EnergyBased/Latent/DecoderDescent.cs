using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>Where one descent stands; its vectors lie beside it.</summary>
internal struct DecoderDescent
{
    // How far the first step goes, where the size of the domain is 1.
    private const float FirstStep = 0.1f;

    // What a step is multiplied by when it was too long, and what it grows by at first and after that.
    private const float Shrink = 0.25f;
    private const float FirstGrowth = 2;
    private const float LaterGrowth = 1.1f;

    private float _step;
    private float _growth;
    private float _gap;
    private float _squaredNorm;
    private int _age;
    private int _iterations;

    /// <param name="row">The row, in its tile, that it is for.</param>
    /// <param name="energy">E at the start.</param>
    public DecoderDescent(int row, float energy)
    {
        Row = row;
        Energy = energy;
    }

    /// <summary>The row, in its tile, that it is for.</summary>
    public int Row { get; }

    /// <summary>E at z, R(z) included.</summary>
    public float Energy { get; private set; }

    public bool Converged { get; private set; }

    public readonly LatentSearch Search => new(_iterations, _gap, Converged);

    /// <summary>Begins at z. What <paramref name="scratch"/> holds is overwritten.</summary>
    /// <param name="decoder">Whose domain z lies in, and whose tolerance ends the descent.</param>
    /// <param name="squaredNorm">‖y ⊙ m‖².</param>
    /// <param name="z">The start.</param>
    /// <param name="before">Receives the start too: there is no momentum yet.</param>
    /// <param name="gradient">The gradient there.</param>
    /// <param name="scratch">Room for one latent.</param>
    public void Begin(
        DecoderSearch decoder, float squaredNorm, ReadOnlySpan<float> z, Span<float> before, ReadOnlySpan<float> gradient, Span<float> scratch)
    {
        z.CopyTo(before);
        var norm = TensorPrimitives.Norm(gradient);
        _step = norm > 0 ? FirstStep * decoder.Latent.Radius / norm : 0;
        _growth = FirstGrowth;
        _squaredNorm = squaredNorm;
        Measure(decoder, _step, z, gradient, scratch);
    }

    /// <summary>Writes the next point to try: P(z + μ(z − z′) − sg), where z′ is the point before z.</summary>
    public readonly void Propose(
        DecoderSearch decoder, ReadOnlySpan<float> z, ReadOnlySpan<float> before, ReadOnlySpan<float> gradient, Span<float> trial)
    {
        var momentum = _age / (_age + 3f);
        for (var j = 0; j < trial.Length; j++)
            trial[j] = z[j] + (momentum * (z[j] - before[j])) - (_step * gradient[j]);
        decoder.Latent.Project(trial);
    }

    /// <summary>
    /// Goes to the tried point unless the energy is higher there; then it drops the momentum, or shortens the step. What
    /// <paramref name="trial"/> holds is overwritten.
    /// </summary>
    public void Decide(
        DecoderSearch decoder, float energy, ReadOnlySpan<float> slope, Span<float> trial, Span<float> z, Span<float> before, Span<float> gradient)
    {
        _iterations++;
        if (energy <= Energy)
        {
            float along = 0;
            float length = 0;
            for (var j = 0; j < z.Length; j++)
            {
                var moved = trial[j] - z[j];
                along += moved * (slope[j] - gradient[j]);
                length += moved * moved;
                before[j] = z[j];
                z[j] = trial[j];
                gradient[j] = slope[j];
            }
            Energy = energy;
            _age++;
            _step *= _growth;
            Measure(decoder, along > 0 ? Math.Max(_step, length / along) : _step, z, gradient, trial);
            return;
        }

        z.CopyTo(before);
        // What fails with no momentum fails by its length.
        if (_age == 0)
        {
            _step *= Shrink;
            _growth = LaterGrowth;
            Measure(decoder, _step, z, gradient, trial);
        }
        _age = 0;
    }

    // The gap at z, for a step of the size t.
    private void Measure(DecoderSearch decoder, float size, ReadOnlySpan<float> z, ReadOnlySpan<float> gradient, Span<float> next)
    {
        TensorPrimitives.MultiplyAdd(gradient, -size, z, next);
        decoder.Latent.Project(next);
        float promise = 0;
        for (var j = 0; j < z.Length; j++)
            promise += gradient[j] * (z[j] - next[j]);
        // A gradient that has overflowed promises anything.
        _gap = float.IsNaN(promise) ? float.PositiveInfinity : 0.5f * promise;
        var tolerance = decoder.Settings.Tolerance;
        Converged = float.IsFinite(Energy) && _gap <= tolerance * (Energy + (tolerance * _squaredNorm));
    }
}
