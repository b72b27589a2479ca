using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

public sealed unsafe partial class AutoencoderEnergy
{
    // Rows at a time: what they leave at the layers should stay in the second cache.
    private const int TileRows = 96;

    private int LastLayer => _network.Architecture.Layers.Count - 1;

    /// <summary>Computes every output whose span is not empty, in one pass over the rows.</summary>
    internal void Compute(
        ReadOnlySpan<float> rows, int count, Span<float> energies, Span<float> shares, Span<float> codes, Span<float> reconstructions)
    {
        int d = Dimension;
        int last = energies.IsEmpty && shares.IsEmpty && reconstructions.IsEmpty ? _shape.CodeLayer : LastLayer;
        Workspace work = _workspaces.Take();
        NetworkBuffers buffers = work.Buffers;
        fixed (float* first = rows)
        {
            for (int start = 0; start < count; start += TileRows)
            {
                int length = Math.Min(TileRows, count - start);
                work.Reserve(length);
                float* tile = first + ((nint)start * d);
                _network.Forward(tile, buffers, 0, length, 0, last);
                if (!codes.IsEmpty)
                    new ReadOnlySpan<float>(buffers.Values(_shape.CodeLayer, 0), length * CodeSize).CopyTo(codes[(start * CodeSize)..]);
                for (int i = 0; i < length && (!energies.IsEmpty || !shares.IsEmpty); i++)
                {
                    Span<float> terms = shares.IsEmpty ? default : shares.Slice((start + i) * d, d);
                    float energy = RowEnergy(tile + ((nint)i * d), buffers, i, terms, work.Scratch);
                    if (!energies.IsEmpty)
                        energies[start + i] = energy;
                }
                if (!reconstructions.IsEmpty)
                {
                    for (int step = 1; step < ReconstructionSteps; step++)
                        _network.Forward(buffers.Values(LastLayer, 0), buffers, 0, length, 0, LastLayer);
                    new ReadOnlySpan<float>(buffers.Values(LastLayer, 0), length * d).CopyTo(reconstructions[(start * d)..]);
                }
                for (int i = 0; i < length; i++)
                {
                    if (VectorMath.IsFinite(new ReadOnlySpan<float>(tile + ((nint)i * d), d)))
                        continue;
                    FillRow(energies, start + i, 1);
                    FillRow(shares, start + i, d);
                    FillRow(codes, start + i, CodeSize);
                    FillRow(reconstructions, start + i, d);
                }
            }
        }
        _workspaces.Return(work);
    }

    /// <summary>Computes the row Dec(code) of each code.</summary>
    /// <param name="codes">count × <see cref="CodeSize"/> values.</param>
    /// <param name="rows">Receives count × d values; NaN throughout where the code holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Decode(ReadOnlySpan<float> codes, Span<float> rows)
    {
        int count = Blocks.Count(codes, CodeSize);
        Blocks.CheckLength(rows.Length, count, Dimension);
        Workspace work = _workspaces.Take();
        fixed (float* first = codes)
        {
            for (int start = 0; start < count; start += TileRows)
            {
                int length = Math.Min(TileRows, count - start);
                work.Reserve(length);
                _network.Forward(first + ((nint)start * CodeSize), work.Buffers, 0, length, _shape.CodeLayer + 1, LastLayer);
                new ReadOnlySpan<float>(work.Buffers.Values(LastLayer, 0), length * Dimension).CopyTo(rows[(start * Dimension)..]);
                for (int i = start; i < start + length; i++)
                {
                    if (!VectorMath.IsFinite(codes.Slice(i * CodeSize, CodeSize)))
                        FillRow(rows, i, Dimension);
                }
            }
        }
        _workspaces.Return(work);
    }

    /// <summary>Computes the field r(y) − y of each row, which points towards where the data lies; r is applied once.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="field">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Field(ReadOnlySpan<float> rows, Span<float> field)
    {
        int count = Blocks.Count(rows, Dimension);
        Blocks.CheckLength(field.Length, count, Dimension);
        Workspace work = _workspaces.Take();
        fixed (float* first = rows)
        {
            for (int start = 0; start < count; start += TileRows)
            {
                int length = Math.Min(TileRows, count - start);
                work.Reserve(length);
                _network.Forward(first + ((nint)start * Dimension), work.Buffers, 0, length, 0, LastLayer);
                var restored = new ReadOnlySpan<float>(work.Buffers.Values(LastLayer, 0), length * Dimension);
                TensorPrimitives.Subtract(restored, rows.Slice(start * Dimension, restored.Length), field[(start * Dimension)..]);
            }
        }
        _workspaces.Return(work);
        ClearBadRows(rows, count, field);
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
        int count = energies.Length;
        int d = Dimension;
        Blocks.CheckLength(rows.Length, count, d);
        Blocks.CheckLength(gradients.Length, count, d);
        bool crossEntropy = Loss == ReconstructionLoss.BinaryCrossEntropy;
        Workspace work = _workspaces.Take();
        NetworkBuffers buffers = work.Buffers;
        fixed (float* first = rows, results = gradients)
        {
            for (int start = 0; start < count; start += TileRows)
            {
                int length = Math.Min(TileRows, count - start);
                work.Reserve(length);
                float* tile = first + ((nint)start * d);
                _network.Forward(tile, buffers, 0, length, 0, LastLayer);
                for (int i = 0; i < length; i++)
                    energies[start + i] = RowEnergy(tile + ((nint)i * d), buffers, i, default, work.Scratch);

                var errors = new Span<float>(buffers.Deltas(LastLayer, 0), length * d);
                TensorPrimitives.Subtract(new ReadOnlySpan<float>(buffers.Values(LastLayer, 0), length * d), new ReadOnlySpan<float>(tile, length * d), errors);
                var gradient = new Span<float>(results + ((nint)start * d), length * d);
                if (crossEntropy)
                {
                    Backward(buffers, length, results + ((nint)start * d));
                    TensorPrimitives.Subtract(gradient, new ReadOnlySpan<float>(buffers.Sums(0), length * d), gradient);
                    continue;
                }

                TensorPrimitives.Multiply(errors, 2f, errors);
                float* direct = work.Direct((long)length * d);
                errors.CopyTo(new Span<float>(direct, length * d));
                _network.ThroughActivation(buffers, LastLayer, 0, length);
                Backward(buffers, length, results + ((nint)start * d));
                TensorPrimitives.Subtract(gradient, new ReadOnlySpan<float>(direct, length * d), gradient);
            }
        }
        _workspaces.Return(work);
        ClearBadRows(rows, count, gradients);
        for (int i = 0; i < count; i++)
        {
            if (!VectorMath.IsFinite(rows.Slice(i * d, d)))
                energies[i] = float.NaN;
        }
    }

    // From the gradient with respect to the last layer's sums to that with respect to the row.
    private void Backward(NetworkBuffers buffers, int rows, float* result)
    {
        for (int l = LastLayer; l > 0; l--)
        {
            _network.ThroughWeights(l, buffers.Deltas(l, 0), rows, buffers.Deltas(l - 1, 0));
            _network.ThroughActivation(buffers, l - 1, 0, rows);
        }
        _network.ThroughWeights(0, buffers.Deltas(0, 0), rows, result);
    }

    // One row at a time: reductions depend on the length of what they reduce.
    private float RowEnergy(float* row, NetworkBuffers buffers, int index, Span<float> shares, PinnedBuffer scratch)
    {
        var y = new ReadOnlySpan<float>(row, Dimension);
        float* restored = buffers.Values(LastLayer, index);
        if (Loss == ReconstructionLoss.SquaredError)
        {
            if (!shares.IsEmpty)
            {
                TensorPrimitives.Subtract(y, new ReadOnlySpan<float>(restored, Dimension), shares);
                TensorPrimitives.Multiply(shares, shares, shares);
            }
            return VectorMath.SquaredDistance(row, restored, Dimension);
        }

        // ln(1 + eᵃ) − y·a does not lose its digits where r is close to 0 or 1.
        int padded = Math.Max(ActivationFunction.FewestValues, Dimension);
        scratch.Reserve(2L * padded);
        var terms = new Span<float>(scratch.Pointer, padded);
        var temporary = new Span<float>(scratch.Pointer + padded, padded);
        var sums = new ReadOnlySpan<float>(buffers.Sums(index), Dimension);
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

    private void ClearBadRows(ReadOnlySpan<float> rows, int count, Span<float> results)
    {
        for (int i = 0; i < count; i++)
        {
            if (!VectorMath.IsFinite(rows.Slice(i * Dimension, Dimension)))
                FillRow(results, i, Dimension);
        }
    }

    private static void FillRow(Span<float> values, int row, int width)
    {
        if (!values.IsEmpty)
            values.Slice(row * width, width).Fill(float.NaN);
    }
}
