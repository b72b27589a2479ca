using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>
/// Annealed importance sampling of ∫ e^{−β(½‖y − Wz‖² + λ‖z‖₁)} dz, of one row after the other: from the density of the
/// penalty alone, which is known, through e^{−β(t½‖y − Wz‖² + λ‖z‖₁)} while t rises from 0 to 1.
/// </summary>
/// <remarks>
/// A transition is a sweep of Metropolis steps over the coordinates, each as wide as its density by itself would be. All is in
/// double, and the residual goes along with every step, so that no energy is the difference of larger ones.
/// </remarks>
internal sealed class SparseAnnealedChains : AnnealedChains
{
    // t = (n/N)⁴: the density changes most where the penalty alone made it.
    private const double Power = 4;

    // Standard deviations of a normal step at which a normal density of one coordinate is explored fastest (Roberts, Gelman and Gilks, 1997).
    private const double Width = 2.4;

    private readonly double[] _atoms;
    private readonly double[] _squares;
    private readonly int _count;
    private readonly int _dimension;
    private readonly double _sparsity;
    private readonly bool _nonNegative;
    private readonly double _beta;
    private readonly ulong _seed;
    private readonly double[] _codes;
    private readonly double[] _residuals;
    private readonly double[] _logWeights;
    private readonly float[] _normals;
    private readonly double[] _uniforms;

    public SparseAnnealedChains(ReadOnlySpan<float> atoms, int count, in SparseInference inference, double beta, int chains, int temperatures, ulong seed)
        : base(temperatures, Power)
    {
        _count = count;
        _dimension = atoms.Length / count;
        _atoms = new double[atoms.Length];
        TensorPrimitives.ConvertChecked(atoms, _atoms);
        _squares = new double[count];
        for (var k = 0; k < count; k++)
            _squares[k] = TensorPrimitives.SumOfSquares<double>(Atom(k));
        _sparsity = inference.Sparsity;
        _nonNegative = inference.NonNegative;
        _beta = beta;
        _seed = seed;
        _codes = new double[checked(chains * count)];
        _residuals = new double[checked(chains * _dimension)];
        _logWeights = new double[chains];
        _normals = new float[_codes.Length];
        _uniforms = new double[_codes.Length];
    }

    /// <summary>F_β of a finite row.</summary>
    public FreeEnergyEstimate Estimate(ReadOnlySpan<float> row, CancellationToken cancellation)
    {
        Begin(row);
        Run(_logWeights, cancellation);
        // ∫ e^{−βλ‖z‖₁} dz, where the chains begin.
        var start = _count * Math.Log((_nonNegative ? 1 : 2) / (_beta * _sparsity));
        return FreeEnergyEstimate.Of(LogPartitionEstimate.Of(_logWeights), start, _beta);
    }

    protected override void AddLogRatios(double before, double t, Span<double> logWeights)
    {
        for (var chain = 0; chain < logWeights.Length; chain++)
            logWeights[chain] -= (t - before) * _beta * 0.5 * TensorPrimitives.SumOfSquares<double>(Residual(chain));
    }

    // Codes from the penalty's own density, and what they leave of the row.
    private void Begin(ReadOnlySpan<float> row)
    {
        _logWeights.AsSpan().Clear();
        new RandomStream(_seed, RandomPurpose.LatentIntegral).FillUniform(_uniforms);
        for (var i = 0; i < _codes.Length; i++)
        {
            var uniform = _uniforms[i];
            double sign = 1;
            if (!_nonNegative)
                (uniform, sign) = uniform < 0.5 ? (2 * uniform, -1) : ((2 * uniform) - 1, 1);
            _codes[i] = -sign * Math.Log(1 - uniform) / (_beta * _sparsity);
        }
        for (var chain = 0; chain < _logWeights.Length; chain++)
        {
            var residual = Residual(chain);
            TensorPrimitives.ConvertChecked(row, residual);
            for (var k = 0; k < _count; k++)
                TensorPrimitives.MultiplyAdd(Atom(k), -_codes[(chain * _count) + k], residual, residual);
        }
    }

    protected override void Move(int step, double t)
    {
        new RandomStream(_seed, RandomPurpose.LatentIntegral, (uint)step, row: 2).FillNormal(_normals);
        new RandomStream(_seed, RandomPurpose.LatentIntegral, (uint)step, row: 3).FillUniform(_uniforms);
        var slope = _beta * _sparsity;
        for (var chain = 0; chain < _logWeights.Length; chain++)
        {
            var residual = Residual(chain);
            for (var k = 0; k < _count; k++)
            {
                var at = (chain * _count) + k;
                var code = _codes[at];
                var move = Width / Math.Sqrt((_beta * t * _squares[k]) + (slope * slope)) * _normals[at];
                if (_nonNegative && code + move < 0)
                    continue;
                var rise = (t * move * ((0.5 * move * _squares[k]) - TensorPrimitives.Dot<double>(Atom(k), residual)))
                    + (_sparsity * (Math.Abs(code + move) - Math.Abs(code)));
                if (!(Math.Log(1 - _uniforms[at]) <= -_beta * rise))
                    continue;
                _codes[at] = code + move;
                TensorPrimitives.MultiplyAdd(Atom(k), -move, residual, residual);
            }
        }
    }

    private ReadOnlySpan<double> Atom(int k) => _atoms.AsSpan(k * _dimension, _dimension);

    private Span<double> Residual(int chain) => _residuals.AsSpan(chain * _dimension, _dimension);
}
