using System.Buffers;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

// Block Gibbs sampling: all hidden units given the visible ones, then all visible units given the hidden ones.
public sealed partial class RestrictedBoltzmannEnergy : IBlockGibbsEnergy
{
    void IBlockGibbsEnergy.Sweep(Span<float> rows, int first, SamplerRandom random, int sweep)
    {
        var count = rows.Length / Dimension;
        var buffer = ArrayPool<float>.Shared.Rent((2 * count * HiddenUnits) + rows.Length);
        var hidden = buffer.AsSpan(0, count * HiddenUnits);
        var hiddenScratch = buffer.AsSpan(hidden.Length, hidden.Length);
        var visibleScratch = buffer.AsSpan(2 * hidden.Length, rows.Length);
        ToKernel(rows);
        Kernel.HiddenInputs(rows, count, hidden);
        RestrictedBoltzmannKernel.Sigmoid(hidden);
        RestrictedBoltzmannKernel.DrawBits(hidden, random.Stream(RandomPurpose.HiddenUnits, sweep), (long)first * HiddenUnits, hiddenScratch, hidden);
        Kernel.VisibleInputs(hidden, count, rows);
        Kernel.DrawVisible(rows, random.Stream(RandomPurpose.VisibleUnits, sweep), (long)first * Dimension, visibleScratch);
        FromKernel(rows);
        ArrayPool<float>.Shared.Return(buffer);
    }
}
