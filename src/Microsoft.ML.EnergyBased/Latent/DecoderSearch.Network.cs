using System.Numerics;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Latent;

// ‖(y − Dec([x, z])) ⊙ m‖² and its gradient.
internal sealed partial class DecoderSearch
{
    private int LastLayer => _decoder.LastLayer;

    /// <summary>Dec of each point [x, z].</summary>
    /// <param name="points">count × (<see cref="ContextSize"/> + <see cref="LatentSize"/>) values.</param>
    /// <param name="rows">Receives count × <see cref="Dimension"/> values.</param>
    public void Decode(ReadOnlySpan<float> points, Span<float> rows)
    {
        var size = ContextSize + LatentSize;
        var count = SpanChecks.Count(points, size);
        SpanChecks.CheckLength(rows.Length, count, Dimension);
        var work = _workspaces.Take();
        for (var start = 0; start < count; start += DecoderTile.GreatestCount)
        {
            var length = Math.Min(DecoderTile.GreatestCount, count - start);
            work.Reserve(length);
            _decoder.Forward(points.Slice(start * size, length * size), work.Buffers, 0, length, 0, LastLayer);
            work.Buffers.Values(LastLayer, 0, length).CopyTo(rows[(start * Dimension)..]);
        }
        _workspaces.Return(work);
    }

    /// <summary>
    /// ‖(y − r) ⊙ m‖², where m leaves out what is NaN in y, and 2(r − y) ⊙ m unless <paramref name="slopes"/> is empty.
    /// The order of summation depends on the length alone.
    /// </summary>
    private static float Error(ReadOnlySpan<float> row, ReadOnlySpan<float> decoded, Span<float> slopes)
    {
        var sum = Vector<float>.Zero;
        var i = 0;
        for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var y = new Vector<float>(row[i..]);
            var difference = Vector.ConditionalSelect(Vector.Equals(y, y), new Vector<float>(decoded[i..]) - y, Vector<float>.Zero);
            sum = Vector.MultiplyAddEstimate(difference, difference, sum);
            if (!slopes.IsEmpty)
                (difference + difference).CopyTo(slopes[i..]);
        }
        float rest = 0;
        for (; i < row.Length; i++)
        {
            var difference = float.IsNaN(row[i]) ? 0 : decoded[i] - row[i];
            rest += difference * difference;
            if (!slopes.IsEmpty)
                slopes[i] = difference + difference;
        }
        return Vector.Sum(sum) + rest;
    }

    /// <summary>‖y ⊙ m‖².</summary>
    private static float SquaredNorm(ReadOnlySpan<float> row)
    {
        float sum = 0;
        foreach (var value in row)
            sum += float.IsNaN(value) ? 0 : value * value;
        return sum;
    }
}
