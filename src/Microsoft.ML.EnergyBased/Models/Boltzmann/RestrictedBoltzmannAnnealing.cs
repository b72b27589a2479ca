using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>
/// Annealed importance sampling of log Z: from a machine without weights, whose partition function is known, to this
/// one through p_t(v) ∝ e^{−(1−t)B(v) − tβV(v)} Π_j (1 + e^{t a_j(v)}), where a are the inputs of the hidden units, V the
/// visible part of the energy and B that of the base machine.
/// </summary>
/// <remarks>Source: Salakhutdinov and Murray, "On the quantitative analysis of deep belief networks" (2008), section 4.1.</remarks>
internal sealed class RestrictedBoltzmannAnnealing
{
    private const int BlockSize = 64;

    private readonly RestrictedBoltzmannKernel _kernel;
    private readonly float[] _base;

    // A bit that is set in fewer rows than this is set as often in the base machine, so that its log odds are finite.
    private const double LeastMean = 1e-3;

    /// <param name="kernel">The machine.</param>
    /// <param name="means">The means that the base machine has; none for fair bits, and for reals that lie as without hidden units.</param>
    public RestrictedBoltzmannAnnealing(RestrictedBoltzmannKernel kernel, ReadOnlySpan<float> means)
    {
        _kernel = kernel;
        _base = new float[Visible];
        if (kernel.Shape.IsGaussian)
        {
            (means.IsEmpty ? kernel.VisibleBiases : means).CopyTo(_base);
            return;
        }
        for (int i = 0; i < means.Length; i++)
        {
            double mean = Math.Clamp(means[i], LeastMean, 1 - LeastMean);
            _base[i] = (float)Math.Log(mean / (1 - mean));
        }
    }

    private int Visible => _kernel.Shape.Visible;

    private int Hidden => _kernel.Shape.Hidden;

    public LogPartitionEstimate Run(int chains, int temperatures, ulong seed, int threads, CancellationToken cancellation)
    {
        double[] logWeights = new double[chains];
        RowBlocks.Run(chains, BlockSize, threads, cancellation, (_, start, length) => Anneal(temperatures, seed, logWeights.AsSpan(start, length), start, cancellation));
        return LogPartitionEstimate.Of(logWeights);
    }

    private void Anneal(int temperatures, ulong seed, Span<double> logWeights, int first, CancellationToken cancellation)
    {
        int chains = logWeights.Length;
        float[] visibleBuffer = ArrayPool<float>.Shared.Rent(2 * chains * Visible);
        float[] hiddenBuffer = ArrayPool<float>.Shared.Rent(3 * chains * Hidden);
        Span<float> visible = visibleBuffer.AsSpan(0, chains * Visible);
        Span<float> visibleScratch = visibleBuffer.AsSpan(chains * Visible, chains * Visible);
        Span<float> inputs = hiddenBuffer.AsSpan(0, chains * Hidden);
        Span<float> hidden = hiddenBuffer.AsSpan(chains * Hidden, chains * Hidden);
        Span<float> hiddenScratch = hiddenBuffer.AsSpan(2 * chains * Hidden, chains * Hidden);

        for (int chain = 0; chain < chains; chain++)
            _base.CopyTo(visible[(chain * Visible)..]);
        _kernel.DrawVisible(visible, new RandomStream(seed, RandomPurpose.AnnealingStart), (long)first * Visible, visibleScratch);
        logWeights.Fill(BaseLogPartition());
        for (int step = 1; step <= temperatures; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            float now = (float)step / temperatures;
            _kernel.HiddenInputs(visible, chains, inputs);
            AddLogDensity(visible, inputs, now, 1, hidden, hiddenScratch, logWeights);
            AddLogDensity(visible, inputs, (float)(step - 1) / temperatures, -1, hidden, hiddenScratch, logWeights);
            if (step == temperatures)
                break;

            // One sweep of Gibbs that leaves p_t as it is.
            TensorPrimitives.Multiply(inputs, now, hidden);
            RestrictedBoltzmannKernel.Sigmoid(hidden);
            RestrictedBoltzmannKernel.DrawBits(hidden, new RandomStream(seed, RandomPurpose.HiddenUnits, (uint)step), (long)first * Hidden, hiddenScratch, hidden);
            _kernel.VisibleInputs(hidden, chains, visible);
            for (int chain = 0; chain < chains; chain++)
            {
                Span<float> row = visible.Slice(chain * Visible, Visible);
                TensorPrimitives.Multiply(row, now, row);
                TensorPrimitives.MultiplyAdd(_base, 1 - now, row, row);
            }
            _kernel.DrawVisible(visible, new RandomStream(seed, RandomPurpose.VisibleUnits, (uint)step), (long)first * Visible, visibleScratch);
        }
        ArrayPool<float>.Shared.Return(visibleBuffer);
        ArrayPool<float>.Shared.Return(hiddenBuffer);
    }

    private void AddLogDensity(ReadOnlySpan<float> visible, ReadOnlySpan<float> inputs, float t, int sign, Span<float> values, Span<float> scratch, Span<double> logWeights)
    {
        TensorPrimitives.Multiply(inputs, t, values);
        RestrictedBoltzmannKernel.SoftPlus(values, scratch);
        for (int chain = 0; chain < logWeights.Length; chain++)
        {
            ReadOnlySpan<float> row = visible.Slice(chain * Visible, Visible);
            double energy = ((1.0 - t) * _kernel.VisibleEnergy(row, _base)) + (t * _kernel.VisibleEnergy(row));
            logWeights[chain] += sign * (TensorPrimitives.Sum<float>(values.Slice(chain * Hidden, Hidden)) - energy);
        }
    }

    private double BaseLogPartition()
    {
        double sum = Hidden * Math.Log(2);
        for (int i = 0; i < Visible; i++)
        {
            sum += _kernel.Shape.IsGaussian
                ? Math.Log(2 * Math.PI / _kernel.Precisions[i]) / 2
                : Math.Max(_base[i], 0) + Math.Log(1 + Math.Exp(-Math.Abs(_base[i])));
        }
        return sum;
    }
}
