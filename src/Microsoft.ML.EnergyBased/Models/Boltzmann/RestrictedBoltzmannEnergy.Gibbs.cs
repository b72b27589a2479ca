using System.Buffers;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

public sealed partial class RestrictedBoltzmannEnergy : IBlockGibbsEnergy
{
    void IBlockGibbsEnergy.Sweep(Span<float> rows, SamplerRandom random, int sweep, int first)
    {
        int count = rows.Length / Dimension;
        float[] hiddenBuffer = ArrayPool<float>.Shared.Rent(2 * count * HiddenUnits);
        float[] scratchBuffer = ArrayPool<float>.Shared.Rent(rows.Length);
        Span<float> hidden = hiddenBuffer.AsSpan(0, count * HiddenUnits);
        Span<float> hiddenScratch = hiddenBuffer.AsSpan(hidden.Length, hidden.Length);
        FromOrigin(rows);
        Kernel.HiddenInputs(rows, count, hidden);
        RestrictedBoltzmannKernel.Sigmoid(hidden);
        RestrictedBoltzmannKernel.DrawBits(hidden, random.Stream(RandomPurpose.HiddenUnits, sweep), (long)first * HiddenUnits, hiddenScratch, hidden);
        Kernel.VisibleInputs(hidden, count, rows);
        Kernel.DrawVisible(rows, random.Stream(RandomPurpose.VisibleUnits, sweep), (long)first * Dimension, scratchBuffer.AsSpan(0, rows.Length));
        ToOrigin(rows);
        ArrayPool<float>.Shared.Return(hiddenBuffer);
        ArrayPool<float>.Shared.Return(scratchBuffer);
    }
}
