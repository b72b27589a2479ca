using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

// One pass over rows: what the hidden units receive is made once, and every output that is wanted from it.
public sealed partial class RestrictedBoltzmannEnergy
{
    private void Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        var count = rows.Length / Dimension;
        var room = Math.Min(count, BlockSize);
        var usesInputs = !(outputs.FeatureEnergies.IsEmpty && outputs.Codes.IsEmpty && outputs.Reconstructions.IsEmpty && outputs.Gradients.IsEmpty);
        var buffer = ArrayPool<float>.Shared.Rent(checked(room * ((3 * HiddenUnits) + Dimension)));
        var energyBuffer = ArrayPool<double>.Shared.Rent(room);
        try
        {
            for (var start = 0; start < count; start += BlockSize)
            {
                var length = Math.Min(BlockSize, count - start);
                var block = rows.Slice(start * Dimension, length * Dimension);
                Span<float> rest = buffer;
                if (_origin.Length > 0)
                {
                    var moved = Take(ref rest, block.Length);
                    block.CopyTo(moved);
                    ToKernel(moved);
                    block = moved;
                }
                var inputs = Take(ref rest, length * HiddenUnits);
                Kernel.HiddenInputs(block, length, inputs);
                var overflows = !VectorMath.IsFinite(inputs);
                for (var i = 0; i < length && overflows; i++)
                    RecomputeInputs(block.Slice(i * Dimension, Dimension), inputs.Slice(i * HiddenUnits, HiddenUnits));
                if (!outputs.Energies.IsEmpty)
                {
                    // The sum overwrites what it is made from.
                    var terms = inputs;
                    if (usesInputs)
                    {
                        terms = Take(ref rest, inputs.Length);
                        inputs.CopyTo(terms);
                    }
                    FreeEnergies(block, terms, rest[..inputs.Length], energyBuffer.AsSpan(0, length), outputs.Energies.Slice(start, length));
                }
                for (var i = 0; i < length && !outputs.FeatureEnergies.IsEmpty; i++)
                {
                    var at = (start + i) * Dimension;
                    Share(rows.Slice(at, Dimension), inputs.Slice(i * HiddenUnits, HiddenUnits), outputs.FeatureEnergies.Slice(at, Dimension));
                }
                Finish(block, start, inputs, outputs);
                for (var i = 0; i < length; i++)
                {
                    if (!VectorMath.IsFinite(block.Slice(i * Dimension, Dimension)))
                        outputs.Spoil(start + i, count);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffer);
            ArrayPool<double>.Shared.Return(energyBuffer);
        }
    }

    private static Span<float> Take(scoped ref Span<float> room, int length)
    {
        var taken = room[..length];
        room = room[length..];
        return taken;
    }

    private void FreeEnergies(ReadOnlySpan<float> block, Span<float> inputs, Span<float> scratch, Span<double> scaled, Span<float> energies)
    {
        Kernel.FreeEnergies(block, inputs, scratch, scaled);
        for (var i = 0; i < energies.Length; i++)
            energies[i] = (float)(double.IsFinite(scaled[i]) ? scaled[i] / InverseTemperature : EnergyInDouble(block.Slice(i * Dimension, Dimension)));
    }

    /// <summary>What is made from the codes, which take the place of the inputs.</summary>
    private void Finish(ReadOnlySpan<float> block, int start, Span<float> inputs, EnergyOutputs outputs)
    {
        if (outputs.Codes.IsEmpty && outputs.Reconstructions.IsEmpty && outputs.Gradients.IsEmpty)
            return;
        var length = block.Length / Dimension;
        RestrictedBoltzmannKernel.Sigmoid(inputs);
        if (!outputs.Codes.IsEmpty)
            inputs.CopyTo(outputs.Codes[(start * HiddenUnits)..]);
        if (!outputs.Reconstructions.IsEmpty)
        {
            var means = outputs.Reconstructions.Slice(start * Dimension, block.Length);
            Kernel.VisibleInputs(inputs, length, means);
            Kernel.VisibleMeans(means);
            FromKernel(means);
        }
        if (outputs.Gradients.IsEmpty)
            return;
        var gradients = outputs.Gradients.Slice(start * Dimension, block.Length);
        Kernel.VisibleInputs(inputs, length, gradients);
        Differentiate(block, gradients);
    }

    // The kernel's parameters are those of βE: its gradient is β times the one of E.
    private void Differentiate(ReadOnlySpan<float> rows, Span<float> gradients)
    {
        if (!_shape.IsGaussian)
        {
            TensorPrimitives.Multiply(gradients, -1 / InverseTemperature, gradients);
            return;
        }
        TensorPrimitives.Subtract(rows, gradients, gradients);
        for (var row = 0; row < gradients.Length; row += Dimension)
        {
            var gradient = gradients.Slice(row, Dimension);
            TensorPrimitives.Multiply(gradient, Kernel.Precisions, gradient);
            TensorPrimitives.Multiply(gradient, 1 / InverseTemperature, gradient);
        }
    }
}
