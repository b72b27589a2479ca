using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

public sealed partial class AutoencoderEnergy
{
    // Rows at a time: what they leave at the layers should stay in the second cache.
    private const int TileRows = 96;

    private int LastLayer => _network.LastLayer;

    /// <summary>Computes every output whose span is not empty, in one pass over the rows.</summary>
    private void Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        var d = Dimension;
        var count = rows.Length / d;
        Span<float> energies = outputs.Energies, shares = outputs.FeatureEnergies, codes = outputs.Codes, reconstructions = outputs.Reconstructions;
        var last = energies.IsEmpty && shares.IsEmpty && reconstructions.IsEmpty ? _shape.CodeLayer : LastLayer;
        var work = _workspaces.Take();
        var buffers = work.Buffers;
        for (var start = 0; start < count; start += TileRows)
        {
            var length = Math.Min(TileRows, count - start);
            work.Reserve(length);
            var tile = rows.Slice(start * d, length * d);
            _network.Forward(tile, buffers, 0, length, 0, last);
            if (!codes.IsEmpty)
                buffers.Values(_shape.CodeLayer, 0, length).CopyTo(codes[(start * CodeSize)..]);
            for (var i = 0; i < length && (!energies.IsEmpty || !shares.IsEmpty); i++)
            {
                var terms = shares.IsEmpty ? default : shares.Slice((start + i) * d, d);
                var energy = RowEnergy(tile.Slice(i * d, d), work, i, terms);
                if (!energies.IsEmpty)
                    energies[start + i] = energy;
            }
            if (!reconstructions.IsEmpty)
            {
                for (var step = 1; step < ReconstructionSteps; step++)
                    _network.Forward(buffers.Values(LastLayer, 0, length), buffers, 0, length, 0, LastLayer);
                buffers.Values(LastLayer, 0, length).CopyTo(reconstructions[(start * d)..]);
            }
        }
        _workspaces.Return(work);
        SpanChecks.SpoilBadRows(rows, d, energies, 1);
        SpanChecks.SpoilBadRows(rows, d, shares, d);
        SpanChecks.SpoilBadRows(rows, d, codes, CodeSize);
        SpanChecks.SpoilBadRows(rows, d, reconstructions, d);
    }

    /// <summary>Computes the row Dec(code) of each code.</summary>
    /// <param name="codes">count × <see cref="CodeSize"/> values.</param>
    /// <param name="rows">Receives count × d values; NaN throughout where the code holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Decode(ReadOnlySpan<float> codes, Span<float> rows)
    {
        var count = SpanChecks.Count(codes, CodeSize);
        SpanChecks.CheckLength(rows.Length, count, Dimension);
        var work = _workspaces.Take();
        for (var start = 0; start < count; start += TileRows)
        {
            var length = Math.Min(TileRows, count - start);
            work.Reserve(length);
            _network.Forward(codes.Slice(start * CodeSize, length * CodeSize), work.Buffers, 0, length, _shape.CodeLayer + 1, LastLayer);
            work.Buffers.Values(LastLayer, 0, length).CopyTo(rows[(start * Dimension)..]);
        }
        _workspaces.Return(work);
        SpanChecks.SpoilBadRows(codes, CodeSize, rows, Dimension);
    }

    /// <summary>Computes the field r(y) − y of each row, which points towards where the data lies; r is applied once.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="field">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Field(ReadOnlySpan<float> rows, Span<float> field)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(field.Length, count, Dimension);
        var work = _workspaces.Take();
        for (var start = 0; start < count; start += TileRows)
        {
            var length = Math.Min(TileRows, count - start);
            work.Reserve(length);
            var tile = rows.Slice(start * Dimension, length * Dimension);
            _network.Forward(tile, work.Buffers, 0, length, 0, LastLayer);
            TensorPrimitives.Subtract(work.Buffers.Values(LastLayer, 0, length), tile, field[(start * Dimension)..]);
        }
        _workspaces.Return(work);
        SpanChecks.SpoilBadRows(rows, Dimension, field, Dimension);
    }

    /// <summary>
    /// Computes E and ∂E/∂y = 2(y − r) − 2Jᵀ(y − r), where J = ∂r/∂y; under the cross-entropy −a + Jₐᵀ(r − y), where a
    /// are the sums before the sigmoid.
    /// </summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives E of each row, the same bits as <see cref="Energy"/>.</param>
    /// <param name="gradients">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        var count = energies.Length;
        var d = Dimension;
        SpanChecks.CheckLength(rows.Length, count, d);
        SpanChecks.CheckLength(gradients.Length, count, d);
        var crossEntropy = Loss == ReconstructionLoss.BinaryCrossEntropy;
        var work = _workspaces.Take();
        var buffers = work.Buffers;
        for (var start = 0; start < count; start += TileRows)
        {
            var length = Math.Min(TileRows, count - start);
            work.Reserve(length);
            var tile = rows.Slice(start * d, length * d);
            _network.Forward(tile, buffers, 0, length, 0, LastLayer);
            for (var i = 0; i < length; i++)
                energies[start + i] = RowEnergy(tile.Slice(i * d, d), work, i, default);

            var errors = buffers.Deltas(LastLayer, 0, length);
            TensorPrimitives.Subtract(buffers.Values(LastLayer, 0, length), tile, errors);
            var gradient = gradients.Slice(start * d, length * d);
            if (crossEntropy)
            {
                _network.Backward(buffers, 0, length, gradient, fromSums: true);
                TensorPrimitives.Subtract(gradient, buffers.Sums(0, length), gradient);
                continue;
            }

            TensorPrimitives.Multiply(errors, 2f, errors);
            var direct = work.Direct(checked(length * d));
            errors.CopyTo(direct);
            _network.Backward(buffers, 0, length, gradient);
            TensorPrimitives.Subtract(gradient, direct, gradient);
        }
        _workspaces.Return(work);
        SpanChecks.SpoilBadRows(rows, d, energies, 1);
        SpanChecks.SpoilBadRows(rows, d, gradients, d);
    }

    // One row at a time: reductions depend on the length of what they reduce.
    private float RowEnergy(ReadOnlySpan<float> y, NetworkWorkspace work, int index, Span<float> shares)
    {
        var energy = Loss == ReconstructionLoss.SquaredError ? SquaredError(y, work, index, shares) : CrossEntropy(y, work, index, shares);
        // Where the network overflows, nothing is further from what it makes.
        return float.IsNaN(energy) ? float.PositiveInfinity : energy;
    }

    private float SquaredError(ReadOnlySpan<float> y, NetworkWorkspace work, int index, Span<float> shares)
    {
        ReadOnlySpan<float> restored = work.Buffers.Values(LastLayer, index, 1);
        if (!shares.IsEmpty)
            FeatureErrors.Square(y, restored, shares);
        return VectorMath.SquaredDistance(y, restored);
    }

    private float CrossEntropy(ReadOnlySpan<float> y, NetworkWorkspace work, int index, Span<float> shares)
    {
        // ln(1 + eᵃ) − y·a does not lose its digits where r is close to 0 or 1.
        var padded = Math.Max(ActivationFunction.FewestValues, Dimension);
        work.Scratch.Reserve(2L * padded);
        var terms = work.Scratch.Span(0, padded);
        var temporary = work.Scratch.Span(padded, padded);
        ReadOnlySpan<float> sums = work.Buffers.Sums(index, 1);
        sums.CopyTo(terms);
        terms[Dimension..].Clear();
        ActivationFunction.Softplus(terms, temporary);
        terms = terms[..Dimension];
        temporary = temporary[..Dimension];
        TensorPrimitives.Multiply(y, sums, temporary);
        TensorPrimitives.Subtract(terms, temporary, terms);
        if (!shares.IsEmpty)
            terms.CopyTo(shares);
        return TensorPrimitives.Sum<float>(terms);
    }
}
