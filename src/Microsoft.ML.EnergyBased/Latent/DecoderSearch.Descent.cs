using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Latent;

// The descents of the rows of one tile: all of them go through the decoder together, each with its own step and end.
internal sealed partial class DecoderSearch
{
    /// <summary>Adds the descents of a row: from the starts where its energy is least.</summary>
    private void Begin(ref DecoderTile tile, int row)
    {
        var first = tile.Count;
        var kept = KeepsDecodedStarts ? KeptStarts() : null;
        for (var start = 0; start < Starts; start += DecoderTile.GreatestCount)
        {
            var length = Math.Min(DecoderTile.GreatestCount, Starts - start);
            ReadOnlySpan<float> decoded = kept is null ? DecodeStarts(ref tile, row, start, length) : kept.AsSpan(start * Dimension);
            for (var i = 0; i < length; i++)
            {
                var energy = Error(tile.Target(row), decoded.Slice(i * Dimension, Dimension), default) + Latent.PenaltyOf(Start(start + i));
                // Where the decoder overflows no descent can begin.
                Keep(ref tile, first, new DecoderDescent(row, float.IsNaN(energy) ? float.PositiveInfinity : energy), Start(start + i));
            }
        }
    }

    private Span<float> DecodeStarts(ref DecoderTile tile, int row, int start, int count)
    {
        for (var i = 0; i < count; i++)
        {
            tile.SetContext(i, row);
            Start(start + i).CopyTo(tile.PointLatent(i));
        }
        _decoder.Forward(tile.Points(count), tile.Buffers, 0, count, 0, LastLayer);
        return tile.Buffers.Values(LastLayer, 0, count);
    }

    // The best starts so far stand in order of energy, equal ones in the order of the starts.
    private void Keep(ref DecoderTile tile, int first, DecoderDescent descent, ReadOnlySpan<float> start)
    {
        var place = tile.Count;
        while (place > first && tile.Descents[place - 1].Energy > descent.Energy)
            place--;
        if (place - first == Settings.Descents)
            return;
        if (tile.Count - first < Settings.Descents)
            tile.Count++;
        for (var i = tile.Count - 1; i > place; i--)
        {
            tile.Descents[i] = tile.Descents[i - 1];
            tile.Latent(i - 1).CopyTo(tile.Latent(i));
        }
        tile.Descents[place] = descent;
        start.CopyTo(tile.Latent(place));
    }

    private void Descend(ref DecoderTile tile)
    {
        for (var i = 0; i < tile.Count; i++)
        {
            tile.SetContext(i, tile.Descents[i].Row);
            tile.Latent(i).CopyTo(tile.PointLatent(i));
        }
        EvaluateInOrder(ref tile, slopes: true);

        var active = 0;
        for (var i = 0; i < tile.Count; i++)
        {
            var squaredNorm = SquaredNorm(tile.Target(tile.Descents[i].Row));
            tile.Slope(i).CopyTo(tile.Gradient(i));
            tile.Descents[i].Begin(this, squaredNorm, tile.Latent(i), tile.Before(i), tile.Gradient(i), tile.PointLatent(i));
            if (!tile.Descents[i].Converged)
                tile.Active[active++] = i;
        }

        for (var step = 0; step < Settings.Iterations && active > 0; step++)
        {
            for (var point = 0; point < active; point++)
            {
                var i = tile.Active[point];
                tile.SetContext(point, tile.Descents[i].Row);
                tile.Descents[i].Propose(this, tile.Latent(i), tile.Before(i), tile.Gradient(i), tile.PointLatent(point));
            }
            Evaluate(ref tile, active, slopes: true);
            var left = 0;
            for (var point = 0; point < active; point++)
            {
                var i = tile.Active[point];
                tile.Descents[i].Decide(
                    this, tile.Energies[point], tile.Slope(point), tile.PointLatent(point), tile.Latent(i), tile.Before(i), tile.Gradient(i));
                if (!tile.Descents[i].Converged)
                    tile.Active[left++] = i;
            }
            active = left;
        }
    }

    /// <summary>E and ∂E/∂z of one row at some latents; on the sphere the gradient is the one along it.</summary>
    /// <param name="context">x, finite.</param>
    /// <param name="row">y, finite or NaN.</param>
    /// <param name="latents">count × <see cref="LatentSize"/> values.</param>
    /// <param name="energies">Receives count values.</param>
    /// <param name="gradients">Receives count × <see cref="LatentSize"/> values; or empty.</param>
    public void EnergyAt(ReadOnlySpan<float> context, ReadOnlySpan<float> row, ReadOnlySpan<float> latents, Span<float> energies, Span<float> gradients)
    {
        var count = SpanChecks.Count(latents, LatentSize);
        SpanChecks.CheckLength(row.Length, 1, Dimension);
        SpanChecks.CheckLength(context.Length, 1, ContextSize);
        SpanChecks.CheckLength(energies.Length, count, 1);
        if (!gradients.IsEmpty)
            SpanChecks.CheckLength(gradients.Length, count, LatentSize);
        var work = _workspaces.Take();
        var tile = new DecoderTile(work, DecoderTile.GreatestCount, LatentSize, ContextSize, Dimension, context, row);
        for (var start = 0; start < count; start += DecoderTile.GreatestCount)
        {
            var length = Math.Min(DecoderTile.GreatestCount, count - start);
            for (var i = 0; i < length; i++)
            {
                tile.SetContext(i, 0);
                latents.Slice((start + i) * LatentSize, LatentSize).CopyTo(tile.PointLatent(i));
                tile.Descents[i] = default;
            }
            tile.Count = length;
            EvaluateInOrder(ref tile, slopes: !gradients.IsEmpty);
            tile.Energies[..length].CopyTo(energies[start..]);
            for (var i = 0; i < length && !gradients.IsEmpty; i++)
                tile.Slope(i).CopyTo(gradients[((start + i) * LatentSize)..]);
        }
        _workspaces.Return(work);
    }

    private void EvaluateInOrder(ref DecoderTile tile, bool slopes)
    {
        for (var i = 0; i < tile.Count; i++)
            tile.Active[i] = i;
        Evaluate(ref tile, tile.Count, slopes);
    }

    /// <summary>The energies at the first points, which belong to the active descents, and the slopes there.</summary>
    private void Evaluate(ref DecoderTile tile, int count, bool slopes)
    {
        if (count == 0)
            return;
        _decoder.Forward(tile.Points(count), tile.Buffers, 0, count, 0, LastLayer);
        for (var point = 0; point < count; point++)
        {
            var target = tile.Target(tile.Descents[tile.Active[point]].Row);
            tile.Energies[point] = Error(target, tile.Buffers.Values(LastLayer, point, 1), slopes ? tile.Buffers.Deltas(LastLayer, point, 1) : default)
                + Latent.PenaltyOf(tile.PointLatent(point));
        }
        if (!slopes)
            return;
        _decoder.Backward(tile.Buffers, 0, count, tile.Slopes(count));
        for (var point = 0; point < count; point++)
        {
            Latent.AddPenaltyGradient(tile.PointLatent(point), tile.Slope(point));
            Latent.ToTangent(tile.PointLatent(point), tile.Slope(point));
        }
    }
}
