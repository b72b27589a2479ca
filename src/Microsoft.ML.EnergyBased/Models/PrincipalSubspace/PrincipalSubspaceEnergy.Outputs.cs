using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

// One pass over rows fills every output whose span is not empty.
public sealed partial class PrincipalSubspaceEnergy
{
    /// <summary>The rows in blocks: each output that is not empty is filled.</summary>
    private void Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        var count = rows.Length / Dimension;
        var room = Math.Min(count, RowsPerBlock);
        var residualBuffer = ArrayPool<float>.Shared.Rent(room * Dimension);
        var latentBuffer = ArrayPool<float>.Shared.Rent(2 * room * NumberOfComponents);
        try
        {
            for (var start = 0; start < count; start += RowsPerBlock)
            {
                var length = Math.Min(RowsPerBlock, count - start);
                var block = rows.Slice(start * Dimension, length * Dimension);
                var residuals = residualBuffer.AsSpan(0, length * Dimension);
                var along = latentBuffer.AsSpan(0, length * NumberOfComponents);
                var scratch = latentBuffer.AsSpan(along.Length, along.Length);
                for (var i = 0; i < block.Length; i += Dimension)
                {
                    var residual = residuals.Slice(i, Dimension);
                    TensorPrimitives.Subtract(block.Slice(i, Dimension), _offset, residual);
                    TensorPrimitives.Subtract(residual, _remainder, residual);
                }
                MatrixProduct.Multiply(residuals, length, _encoder, along);
                if (!outputs.Latents.IsEmpty || !outputs.Reconstructions.IsEmpty)
                    WriteLatents(along, scratch, start, length, outputs);
                if (outputs.Energies.IsEmpty && outputs.FeatureEnergies.IsEmpty && outputs.Gradients.IsEmpty)
                    continue;
                TensorPrimitives.Negate(along, scratch);
                MatrixProduct.Multiply(scratch, length, _decoder, residuals, accumulate: true);
                if (_likelihood is null)
                    WriteDistances(residuals, start, length, outputs);
                else
                    _likelihood.Write(residuals, along, start, length, outputs);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(residualBuffer);
            ArrayPool<float>.Shared.Return(latentBuffer);
        }
        for (var i = 0; i < outputs.Energies.Length; i++)
            SpanChecks.Settle(rows.Slice(i * Dimension, Dimension), ref outputs.Energies[i]);
        SpanChecks.SpoilBadRows(rows, Dimension, outputs.Latents, NumberOfComponents);
        SpanChecks.SpoilBadRows(rows, Dimension, outputs.Reconstructions, Dimension);
        SpanChecks.SpoilBadRows(rows, Dimension, outputs.FeatureEnergies, Dimension);
        SpanChecks.SpoilBadRows(rows, Dimension, outputs.Gradients, Dimension);
    }

    private void WriteLatents(ReadOnlySpan<float> along, Span<float> latents, int start, int count, in EnergyOutputs outputs)
    {
        along.CopyTo(latents);
        _likelihood?.Shrink(latents);
        if (!outputs.Latents.IsEmpty)
            latents.CopyTo(outputs.Latents[(start * NumberOfComponents)..]);
        if (!outputs.Reconstructions.IsEmpty)
            MatrixProduct.Multiply(latents, count, _decoder, outputs.Reconstructions.Slice(start * Dimension, count * Dimension), bias: _offset);
    }

    private void WriteDistances(ReadOnlySpan<float> residuals, int start, int count, in EnergyOutputs outputs)
    {
        for (var i = 0; i < count && !outputs.Energies.IsEmpty; i++)
            outputs.Energies[start + i] = VectorMath.SquaredNorm(residuals.Slice(i * Dimension, Dimension));
        if (!outputs.FeatureEnergies.IsEmpty)
            TensorPrimitives.Multiply(residuals, residuals, outputs.FeatureEnergies.Slice(start * Dimension, residuals.Length));
        if (!outputs.Gradients.IsEmpty)
            TensorPrimitives.Multiply(residuals, 2, outputs.Gradients.Slice(start * Dimension, residuals.Length));
    }
}
