using System.Numerics;
using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Energies;

// ‖(y − Dec(z)) ⊙ m‖² and its gradient.
internal sealed unsafe partial class DecoderSearch
{
    private int LastLayer => _decoder.Architecture.Layers.Count - 1;

    /// <summary>Dec(z) of each latent.</summary>
    /// <param name="latents">count × <see cref="LatentSize"/> values.</param>
    /// <param name="rows">Receives count × <see cref="Dimension"/> values.</param>
    public void Decode(ReadOnlySpan<float> latents, Span<float> rows)
    {
        int count = Blocks.Count(latents, LatentSize);
        Blocks.CheckLength(rows.Length, count, Dimension);
        Workspace work = _workspaces.Take();
        fixed (float* first = latents)
        {
            for (int start = 0; start < count; start += DecoderTile.GreatestCount)
            {
                int length = Math.Min(DecoderTile.GreatestCount, count - start);
                work.Reserve(length);
                _decoder.Forward(first + ((nint)start * LatentSize), work.Buffers, 0, length, 0, LastLayer);
                new ReadOnlySpan<float>(work.Buffers.Values(LastLayer, 0), length * Dimension).CopyTo(rows[(start * Dimension)..]);
            }
        }
        _workspaces.Return(work);
    }

    /// <summary>E of one row at some latents, and the gradients with respect to them: on the sphere what points along it.</summary>
    /// <param name="row">y, finite or NaN.</param>
    /// <param name="latents">count × <see cref="LatentSize"/> values.</param>
    /// <param name="energies">Receives count values.</param>
    /// <param name="gradients">Receives count × <see cref="LatentSize"/> values; or empty.</param>
    public void EnergyAt(ReadOnlySpan<float> row, ReadOnlySpan<float> latents, Span<float> energies, Span<float> gradients)
    {
        int count = Blocks.Count(latents, LatentSize);
        Blocks.CheckLength(row.Length, 1, Dimension);
        Blocks.CheckLength(energies.Length, count, 1);
        if (!gradients.IsEmpty)
            Blocks.CheckLength(gradients.Length, count, LatentSize);
        Workspace work = _workspaces.Take();
        fixed (float* target = row, first = latents, slopes = gradients)
        {
            for (int start = 0; start < count; start += DecoderTile.GreatestCount)
            {
                int length = Math.Min(DecoderTile.GreatestCount, count - start);
                work.Reserve(length);
                _decoder.Forward(first + ((nint)start * LatentSize), work.Buffers, 0, length, 0, LastLayer);
                for (int i = 0; i < length; i++)
                    energies[start + i] = Error(target, work.Buffers.Values(LastLayer, i), gradients.IsEmpty ? null : work.Buffers.Deltas(LastLayer, i));
                if (!gradients.IsEmpty)
                    Backward(work.Buffers, slopes + ((nint)start * LatentSize), length);
            }
        }
        _workspaces.Return(work);
        for (int i = 0; i < gradients.Length; i += LatentSize)
            LatentRegion.ToTangent(Constraint, latents.Slice(i, LatentSize), gradients.Slice(i, LatentSize));
    }

    /// <summary>From the gradients with respect to the decoder's outputs, in the last deltas, to those with respect to the latents.</summary>
    private void Backward(NetworkBuffers buffers, float* slopes, int count)
    {
        for (int l = LastLayer; l >= 0; l--)
        {
            _decoder.ThroughActivation(buffers, l, 0, count);
            _decoder.ThroughWeights(l, buffers.Deltas(l, 0), count, l > 0 ? buffers.Deltas(l - 1, 0) : slopes);
        }
    }

    /// <summary>
    /// ‖(y − r) ⊙ m‖², where m leaves out what is NaN in y, and 2(r − y) ⊙ m unless <paramref name="slopes"/> is null.
    /// The order of summation depends on the length alone.
    /// </summary>
    private float Error(float* row, float* decoded, float* slopes)
    {
        Vector<float> sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= Dimension - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> y = Vector.Load(row + i);
            Vector<float> difference = Vector.ConditionalSelect(Vector.Equals(y, y), Vector.Load(decoded + i) - y, Vector<float>.Zero);
            sum = Vector.MultiplyAddEstimate(difference, difference, sum);
            if (slopes != null)
                (difference + difference).Store(slopes + i);
        }
        float rest = 0;
        for (; i < Dimension; i++)
        {
            float difference = float.IsNaN(row[i]) ? 0 : decoded[i] - row[i];
            rest += difference * difference;
            if (slopes != null)
                slopes[i] = difference + difference;
        }
        return Vector.Sum(sum) + rest;
    }

    /// <summary>‖y ⊙ m‖².</summary>
    private float SquaredNorm(float* row)
    {
        float sum = 0;
        for (int i = 0; i < Dimension; i++)
            sum += float.IsNaN(row[i]) ? 0 : row[i] * row[i];
        return sum;
    }
}
