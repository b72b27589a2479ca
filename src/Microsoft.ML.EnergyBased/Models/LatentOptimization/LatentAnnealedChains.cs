using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>
/// Annealed importance sampling of ∫ e^{−βE(y,z)} dz/V over the unit sphere or ball, or of a free z over its prior
/// ∝ e^{−βR(z)}, of one row after the other.
/// </summary>
internal sealed class LatentAnnealedChains : AnnealedChains
{
    // The step grows above, and shrinks below, this share of accepted moves.
    private const double WantedAcceptance = 0.3;
    private const float Adaptation = 1.1f;

    // t = (n/N)⁴: the density changes most where it is nearly uniform.
    private const double Power = 4;

    private readonly DecoderSearch _search;
    private readonly double _beta;
    private readonly int _chains;
    private readonly ulong _seed;
    private readonly float[] _latents;
    private readonly float[] _moved;
    private readonly float[] _energies;
    private readonly float[] _movedEnergies;
    private readonly double[] _penalties;
    private readonly double[] _movedPenalties;

    // The standard deviation of a free latent's prior.
    private readonly float _width;
    private readonly double[] _logWeights;
    private readonly double[] _uniforms;

    // Of the row in progress; the size is that of the next step.
    private readonly float[] _row;
    private float _size;

    public LatentAnnealedChains(DecoderSearch search, double beta, int chains, int temperatures, ulong seed)
        : base(temperatures, Power)
    {
        _search = search;
        _beta = beta;
        _chains = chains;
        _seed = seed;
        _latents = new float[checked(chains * search.LatentSize)];
        _moved = new float[_latents.Length];
        _energies = new float[chains];
        _movedEnergies = new float[chains];
        _penalties = new double[chains];
        _movedPenalties = new double[chains];
        _width = search.Latent.Kind == LatentKind.Free ? (float)(1 / Math.Sqrt(beta * search.Latent.Penalty)) : 1;
        _logWeights = new double[chains];
        _uniforms = new double[chains];
        _row = new float[search.Dimension];
    }

    /// <summary>F_β of a finite row.</summary>
    public FreeEnergyEstimate Estimate(ReadOnlySpan<float> row, CancellationToken cancellation)
    {
        _search.Latent.Draw(_latents, _seed, RandomPurpose.LatentIntegral);
        TensorPrimitives.Multiply(_latents, _width, _latents);
        row.CopyTo(_row);
        Measure(_latents, _energies, _penalties);
        _logWeights.AsSpan().Clear();
        _size = _width;
        Run(_logWeights, cancellation);
        return FreeEnergyEstimate.Of(LogPartitionEstimate.Of(_logWeights), 0, _beta);
    }

    protected override void AddLogRatios(double before, double t, Span<double> logWeights)
    {
        for (var chain = 0; chain < logWeights.Length; chain++)
            logWeights[chain] -= (t - before) * _beta * _energies[chain];
    }

    // What is annealed, E − R, and R, which is there from the first.
    private void Measure(ReadOnlySpan<float> latents, Span<float> energies, Span<double> penalties)
    {
        var k = _search.LatentSize;
        _search.EnergyAt(default, _row, latents, energies, default);
        for (var chain = 0; chain < _chains && _search.Latent.Penalty > 0; chain++)
        {
            var penalty = _search.Latent.PenaltyOf(latents.Slice(chain * k, k));
            penalties[chain] = penalty;
            energies[chain] -= penalty;
        }
    }

    /// <summary>One Metropolis step of every chain under e^{−β(R + t(E − R))}.</summary>
    protected override void Move(int step, double t)
    {
        // A step along the sphere has the same chance as the way back: the chance depends on the angle alone.
        var k = _search.LatentSize;
        new RandomStream(_seed, RandomPurpose.LatentIntegral, (uint)step, row: 2).FillNormal(_moved);
        new RandomStream(_seed, RandomPurpose.LatentIntegral, (uint)step, row: 3).FillUniform(_uniforms);
        TensorPrimitives.MultiplyAdd(_moved, _size / MathF.Sqrt(k), _latents, _moved);
        var isSphere = _search.Latent.Kind == LatentKind.Sphere;
        if (isSphere)
        {
            for (var i = 0; i < _moved.Length; i += k)
                _search.Latent.Project(_moved.AsSpan(i, k));
        }
        Measure(_moved, _movedEnergies, _movedPenalties);

        var accepted = 0;
        for (var chain = 0; chain < _chains; chain++)
        {
            var moved = _moved.AsSpan(chain * k, k);
            var inside = _search.Latent.Kind != LatentKind.Ball || TensorPrimitives.SumOfSquares<float>(moved) <= 1;
            var rise = (t * ((double)_movedEnergies[chain] - _energies[chain])) + _movedPenalties[chain] - _penalties[chain];
            if (!inside || !(Math.Log(1 - _uniforms[chain]) <= -_beta * rise))
                continue;
            accepted++;
            moved.CopyTo(_latents.AsSpan(chain * k));
            _energies[chain] = _movedEnergies[chain];
            _penalties[chain] = _movedPenalties[chain];
        }
        _size = Math.Min(2 * _width, accepted > WantedAcceptance * _chains ? _size * Adaptation : _size / Adaptation);
    }
}
