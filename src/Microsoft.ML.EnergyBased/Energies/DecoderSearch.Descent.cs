namespace Microsoft.ML.EnergyBased.Energies;

// The descents of the rows of one tile: all of them go through the decoder together, each with its own step and end.
internal sealed unsafe partial class DecoderSearch
{
    /// <summary>Adds the descents of a row: from the starts where its energy is least, in that order, equal ones in the order of the starts.</summary>
    private void Begin(ref DecoderTile tile, float* targets, int row)
    {
        int first = tile.Count;
        fixed (float* decoded = _decodedStarts)
        {
            for (int start = 0; start < Starts; start++)
            {
                float energy = Error(targets + ((nint)row * Dimension), decoded + ((nint)start * Dimension), null);
                // Where the decoder overflows there is no way down.
                Keep(ref tile, first, new DecoderDescent(row, float.IsNaN(energy) ? float.PositiveInfinity : energy), Start(start));
            }
        }
    }

    private void Keep(ref DecoderTile tile, int first, DecoderDescent descent, ReadOnlySpan<float> start)
    {
        int place = tile.Count;
        while (place > first && tile.Descents[place - 1].Energy > descent.Energy)
            place--;
        if (place - first == Settings.Descents)
            return;
        if (tile.Count - first < Settings.Descents)
            tile.Count++;
        for (int i = tile.Count - 1; i > place; i--)
        {
            tile.Descents[i] = tile.Descents[i - 1];
            tile.Latent(i - 1).CopyTo(tile.Latent(i));
        }
        tile.Descents[place] = descent;
        start.CopyTo(tile.Latent(place));
    }

    private void Descend(ref DecoderTile tile, float* targets)
    {
        int active = tile.Count;
        for (int i = 0; i < active; i++)
        {
            tile.Active[i] = i;
            tile.Latent(i).CopyTo(tile.Point(i));
        }
        Evaluate(ref tile, targets, active);

        active = 0;
        for (int i = 0; i < tile.Count; i++)
        {
            float squaredNorm = SquaredNorm(targets + ((nint)tile.Descents[i].Row * Dimension));
            tile.Slope(i).CopyTo(tile.Gradient(i));
            tile.Descents[i].Begin(this, squaredNorm, tile.Latent(i), tile.Before(i), tile.Gradient(i), tile.Point(i));
            if (!tile.Descents[i].IsConverged)
                tile.Active[active++] = i;
        }

        for (int step = 0; step < Settings.Iterations && active > 0; step++)
        {
            for (int point = 0; point < active; point++)
            {
                int i = tile.Active[point];
                tile.Descents[i].Propose(this, tile.Latent(i), tile.Before(i), tile.Gradient(i), tile.Point(point));
            }
            Evaluate(ref tile, targets, active);
            int left = 0;
            for (int point = 0; point < active; point++)
            {
                int i = tile.Active[point];
                tile.Descents[i].Decide(
                    this, tile.Energies[point], tile.Slope(point), tile.Point(point), tile.Latent(i), tile.Before(i), tile.Gradient(i));
                if (!tile.Descents[i].IsConverged)
                    tile.Active[left++] = i;
            }
            active = left;
        }
    }

    /// <summary>The energies at the first points, which belong to the active descents, and the slopes there.</summary>
    private void Evaluate(ref DecoderTile tile, float* targets, int count)
    {
        _decoder.Forward(tile.Points, tile.Buffers, 0, count, 0, LastLayer);
        for (int point = 0; point < count; point++)
        {
            float* target = targets + ((nint)tile.Descents[tile.Active[point]].Row * Dimension);
            tile.Energies[point] = Error(target, tile.Buffers.Values(LastLayer, point), tile.Buffers.Deltas(LastLayer, point));
        }
        Backward(tile.Buffers, tile.Slopes, count);
        for (int point = 0; point < count; point++)
            LatentRegion.ToTangent(Constraint, tile.Point(point), tile.Slope(point));
    }
}
