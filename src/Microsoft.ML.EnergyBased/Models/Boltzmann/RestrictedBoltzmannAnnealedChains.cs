using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>
/// Annealed importance sampling of log Z: from a machine without weights, whose partition function is known, to this
/// one through p_t(v) ∝ e^{−(1−t)B(v) − tβV(v)} Π_j (1 + e^{t a_j(v)}), where a are the inputs of the hidden units, V the
/// visible part of the energy and B that of the base machine.
/// </summary>
/// <remarks>Source: Salakhutdinov and Murray, "On the quantitative analysis of deep belief networks" (2008), section 4.1.</remarks>
internal sealed class RestrictedBoltzmannAnnealedChains : AnnealedChains, IDisposable
{
    private const int BlockSize = 64;

    // A bit that is set in fewer rows than this is set as often in the base machine, so that its log odds are finite.
    private const double LeastMean = 1e-3;

    private readonly RestrictedBoltzmannKernel _kernel;
    private readonly float[] _base;
    private readonly ulong _seed;
    private readonly int _first;
    private readonly int _chains;
    private readonly float[] _visibleBuffer;
    private readonly float[] _hiddenBuffer;

    private RestrictedBoltzmannAnnealedChains(RestrictedBoltzmannKernel kernel, float[] baseBiases, int temperatures, ulong seed, int first, int chains)
        : base(temperatures)
    {
        _kernel = kernel;
        _base = baseBiases;
        _seed = seed;
        _first = first;
        _chains = chains;
        _visibleBuffer = ArrayPool<float>.Shared.Rent(2 * chains * Visible);
        _hiddenBuffer = ArrayPool<float>.Shared.Rent(3 * chains * Hidden);
        for (var chain = 0; chain < chains; chain++)
            _base.CopyTo(Units[(chain * Visible)..]);
        kernel.DrawVisible(Units, new RandomStream(seed, RandomPurpose.AnnealingStart), (long)first * Visible, UnitScratch);
    }

    private int Visible => _kernel.Shape.Visible;

    private int Hidden => _kernel.Shape.Hidden;

    private Span<float> Units => _visibleBuffer.AsSpan(0, _chains * Visible);

    private Span<float> UnitScratch => _visibleBuffer.AsSpan(_chains * Visible, _chains * Visible);

    // Of the hidden units.
    private Span<float> Inputs => _hiddenBuffer.AsSpan(0, _chains * Hidden);

    private Span<float> Bits => _hiddenBuffer.AsSpan(_chains * Hidden, _chains * Hidden);

    private Span<float> HiddenScratch => _hiddenBuffer.AsSpan(2 * _chains * Hidden, _chains * Hidden);

    /// <summary>Estimates log Z.</summary>
    /// <param name="kernel">The machine.</param>
    /// <param name="means">The means that the base machine has; none for fair bits, and for reals that lie as without hidden units.</param>
    /// <param name="chains">How many chains run.</param>
    /// <param name="temperatures">Steps of each.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="threads">The most threads used.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public static LogPartitionEstimate Estimate(
        RestrictedBoltzmannKernel kernel, ReadOnlySpan<float> means, int chains, int temperatures, ulong seed, int threads, CancellationToken cancellation)
    {
        var biases = BaseBiases(kernel, means);
        var logWeights = new double[chains];
        logWeights.AsSpan().Fill(BaseLogPartition(kernel, biases));
        RowBlocks.Run(chains, BlockSize, threads, cancellation, (_, start, length) =>
        {
            using var block = new RestrictedBoltzmannAnnealedChains(kernel, biases, temperatures, seed, start, length);
            block.Run(logWeights.AsSpan(start, length), cancellation);
        });
        return LogPartitionEstimate.Of(logWeights);
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_visibleBuffer);
        ArrayPool<float>.Shared.Return(_hiddenBuffer);
    }

    protected override void AddLogRatios(double before, double t, Span<double> logWeights)
    {
        _kernel.HiddenInputs(Units, _chains, Inputs);
        AddLogDensity((float)t, 1, logWeights);
        AddLogDensity((float)before, -1, logWeights);
    }

    // One sweep of Gibbs that leaves p_t as it is.
    protected override void Move(int step, double t)
    {
        var now = (float)t;
        TensorPrimitives.Multiply(Inputs, now, Bits);
        RestrictedBoltzmannKernel.Sigmoid(Bits);
        RestrictedBoltzmannKernel.DrawBits(Bits, new RandomStream(_seed, RandomPurpose.HiddenUnits, (uint)step), (long)_first * Hidden, HiddenScratch, Bits);
        _kernel.VisibleInputs(Bits, _chains, Units);
        for (var chain = 0; chain < _chains; chain++)
        {
            var row = Units.Slice(chain * Visible, Visible);
            TensorPrimitives.Multiply(row, now, row);
            TensorPrimitives.MultiplyAdd(_base, 1 - now, row, row);
        }
        _kernel.DrawVisible(Units, new RandomStream(_seed, RandomPurpose.VisibleUnits, (uint)step), (long)_first * Visible, UnitScratch);
    }

    private void AddLogDensity(float t, int sign, Span<double> logWeights)
    {
        TensorPrimitives.Multiply(Inputs, t, Bits);
        RestrictedBoltzmannKernel.SoftPlus(Bits, HiddenScratch);
        for (var chain = 0; chain < logWeights.Length; chain++)
        {
            ReadOnlySpan<float> row = Units.Slice(chain * Visible, Visible);
            var energy = ((1.0 - t) * _kernel.VisibleEnergy(row, _base)) + (t * _kernel.VisibleEnergy(row));
            logWeights[chain] += sign * (TensorPrimitives.Sum<float>(Bits.Slice(chain * Hidden, Hidden)) - energy);
        }
    }

    private static float[] BaseBiases(RestrictedBoltzmannKernel kernel, ReadOnlySpan<float> means)
    {
        var biases = new float[kernel.Shape.Visible];
        if (kernel.Shape.IsGaussian)
        {
            (means.IsEmpty ? kernel.VisibleBiases : means).CopyTo(biases);
            return biases;
        }
        for (var i = 0; i < means.Length; i++)
        {
            var mean = Math.Clamp(means[i], LeastMean, 1 - LeastMean);
            biases[i] = (float)Math.Log(mean / (1 - mean));
        }
        return biases;
    }

    private static double BaseLogPartition(RestrictedBoltzmannKernel kernel, float[] biases)
    {
        var sum = kernel.Shape.Hidden * Math.Log(2);
        for (var i = 0; i < biases.Length; i++)
            sum += kernel.Shape.IsGaussian ? Math.Log(2 * Math.PI / kernel.Precisions[i]) / 2 : LogSumExp.Softplus(biases[i]);
        return sum;
    }
}
