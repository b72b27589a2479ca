using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>Annealed importance sampling of ∫ e^{−βE(y,z)} dz/V over the unit sphere or ball, of one row after the other.</summary>
internal sealed class LatentAnnealing
{
    // The step grows above, and shrinks below, this share of accepted moves.
    private const double WantedAcceptance = 0.3;
    private const float Adaptation = 1.1f;

    // t = (n/N)⁴: the density changes most where it is nearly uniform.
    private const double Power = 4;

    private readonly DecoderSearch _search;
    private readonly double _beta;
    private readonly int _chains;
    private readonly int _temperatures;
    private readonly ulong _seed;
    private readonly float[] _latents;
    private readonly float[] _moved;
    private readonly float[] _energies;
    private readonly float[] _movedEnergies;
    private readonly double[] _logWeights;
    private readonly double[] _uniforms;

    public LatentAnnealing(DecoderSearch search, double beta, int chains, int temperatures, ulong seed)
    {
        _search = search;
        _beta = beta;
        _chains = chains;
        _temperatures = temperatures;
        _seed = seed;
        _latents = new float[checked(chains * search.LatentSize)];
        _moved = new float[_latents.Length];
        _energies = new float[chains];
        _movedEnergies = new float[chains];
        _logWeights = new double[chains];
        _uniforms = new double[chains];
    }

    /// <summary>F_β of a finite row.</summary>
    public FreeEnergyEstimate Estimate(ReadOnlySpan<float> row, CancellationToken cancellation)
    {
        _search.Domain.Draw(_latents, _search.LatentSize, _seed, RandomPurpose.LatentIntegral);
        _search.EnergyAt(default, row, _latents, _energies, default);
        _logWeights.AsSpan().Clear();
        float size = 1;
        double before = 0;
        for (int step = 1; step <= _temperatures; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            double t = Math.Pow((double)step / _temperatures, Power);
            for (int chain = 0; chain < _chains; chain++)
                _logWeights[chain] -= (t - before) * _beta * _energies[chain];
            before = t;
            if (step < _temperatures)
                size = Move(row, step, t * _beta, size);
        }
        LogPartitionEstimate estimate = LogPartitionEstimate.Of(_logWeights);
        return new FreeEnergyEstimate(-estimate.LogPartition / _beta, estimate.StandardError / _beta);
    }

    /// <summary>One Metropolis step of every chain under e^{−βE}; returns the size of the next.</summary>
    private float Move(ReadOnlySpan<float> row, int step, double beta, float size)
    {
        // A step along the sphere has the same chance as the way back: the chance depends on the angle alone.
        int k = _search.LatentSize;
        new RandomStream(_seed, RandomPurpose.LatentIntegral, (uint)step, row: 2).FillNormal(_moved);
        new RandomStream(_seed, RandomPurpose.LatentIntegral, (uint)step, row: 3).FillUniform(_uniforms);
        TensorPrimitives.MultiplyAdd(_moved, size / MathF.Sqrt(k), _latents, _moved);
        bool isSphere = _search.Domain.Region == LatentDomainKind.Sphere;
        if (isSphere)
        {
            for (int i = 0; i < _moved.Length; i += k)
                _search.Domain.Project(_moved.AsSpan(i, k));
        }
        _search.EnergyAt(default, row, _moved, _movedEnergies, default);

        int accepted = 0;
        for (int chain = 0; chain < _chains; chain++)
        {
            Span<float> moved = _moved.AsSpan(chain * k, k);
            bool inside = isSphere || TensorPrimitives.SumOfSquares<float>(moved) <= 1;
            if (!inside || !(Math.Log(1 - _uniforms[chain]) <= beta * ((double)_energies[chain] - _movedEnergies[chain])))
                continue;
            accepted++;
            moved.CopyTo(_latents.AsSpan(chain * k));
            _energies[chain] = _movedEnergies[chain];
        }
        return Math.Min(2, accepted > WantedAcceptance * _chains ? size * Adaptation : size / Adaptation);
    }
}
