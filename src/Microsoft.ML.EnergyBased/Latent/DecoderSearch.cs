using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>
/// The search behind a smooth decoder: the minima over z of E(x, y, z) = ‖(y − Dec([x, z])) ⊙ m‖² + R(z), where m leaves
/// out the values of y that are NaN, R is the penalty of the set that z lies in and x, the context, may be of no length.
/// </summary>
/// <remarks>
/// <para>
/// For each row the energy is looked up at all starts, and from the best of them the projected gradient goes down with
/// momentum: z ← P(z + μ(z − z′) − sg), μ = n/(n + 3) at the n-th step since the last drop of the momentum. A step that
/// raises the energy is taken back; the momentum is dropped, and where there was none the step shortened, so that the
/// energy never rises (O'Donoghue and Candès, "Adaptive restart for accelerated gradient schemes", 2015, section 3.2).
/// Every descent has a step size and an end of its own.
/// </para>
/// <para>
/// The gap of a search is ½⟨g, z − P(z − tg)⟩: what a step along the gradient g promises, in the units of the energy,
/// where 1/t is the curvature of the energy on the way of the last step. It is 0 at a minimum.
/// </para>
/// <para>The starts are the same for all rows, so that a row's answer depends on that row alone.</para>
/// </remarks>
internal sealed partial class DecoderSearch
{
    private readonly DenseNetwork _decoder;
    private readonly float[] _starts;

    private readonly WorkspacePool<NetworkWorkspace> _workspaces;
    private readonly Lock _decoding = new();

    // What the starts decode to, kept from the first search on where that depends on no context and is not too much.
    private volatile float[]? _decodedStarts;

    /// <param name="decoder">Takes [x, z]; made for backward passes through all layers.</param>
    /// <param name="contextSize">The length of x, at least 0.</param>
    /// <param name="latent">Where z may lie, and R.</param>
    /// <param name="starts">One or more points to start from; projected. The best settings.Descents of them go down.</param>
    /// <param name="settings">How long and how exactly.</param>
    public DecoderSearch(DenseNetwork decoder, int contextSize, LatentSet latent, ReadOnlySpan<float> starts, DecoderSearchSettings settings)
    {
        if (starts.IsEmpty)
            throw new ArgumentException("There must be a start.", nameof(starts));
        if (contextSize + latent.Size != decoder.Architecture.Inputs)
            throw new ArgumentException($"The decoder takes {decoder.Architecture.Inputs} values, a context has {contextSize} and a latent {latent.Size}.", nameof(latent));
        _decoder = decoder;
        Latent = latent;
        ContextSize = contextSize;
        Starts = SpanChecks.Count(starts, LatentSize);
        _starts = starts.ToArray();
        for (var i = 0; i < Starts; i++)
            latent.Project(Start(i));
        Settings = settings with { Descents = Math.Min(settings.Descents, Starts) };
        _workspaces = NetworkWorkspace.NewPool(decoder.Architecture);
    }

    public DecoderSearchSettings Settings { get; }

    /// <summary>Where z may lie, and R.</summary>
    public LatentSet Latent { get; }

    public int ContextSize { get; }

    public int LatentSize => Latent.Size;

    public int Dimension => _decoder.Architecture.Outputs;

    /// <summary>How many points there are to start from.</summary>
    public int Starts { get; }

    private bool KeepsDecodedStarts => ContextSize == 0 && (long)Starts * Dimension <= SearchLimits.ValuesOfARow;

    /// <summary>Takes notice that the decoder has taken other parameters. Not while a search is running.</summary>
    public void Refresh() => _decodedStarts = null;

    /// <summary>What the starts decode to, as many of them as are not too much; there is no context.</summary>
    public ReadOnlySpan<float> DecodeStarts()
    {
        if (KeepsDecodedStarts)
            return KeptStarts();
        var count = Math.Clamp(SearchLimits.ValuesOfARow / Dimension, 1, Starts);
        var decoded = new float[count * Dimension];
        Decode(_starts.AsSpan(0, count * LatentSize), decoded);
        return decoded;
    }

    /// <summary>Finds the best latent of each row of a block. A row or context with NaN or an infinity gives NaN, and only that row.</summary>
    /// <param name="contexts">count × <see cref="ContextSize"/> values.</param>
    /// <param name="rows">count × <see cref="Dimension"/> values.</param>
    /// <param name="energies">Receives E of each row; or empty.</param>
    /// <param name="latents">Receives z* of each row; or empty.</param>
    /// <param name="reconstructions">Receives Dec([x, z*]) of each row; or empty.</param>
    /// <param name="searches">Receives how the search of each row went; or empty.</param>
    public void Find(
        ReadOnlySpan<float> contexts, ReadOnlySpan<float> rows,
        Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(contexts.Length, count, ContextSize);
        CheckOutputs(count, energies, latents, reconstructions, searches);
        var tileRows = Math.Max(1, DecoderTile.GreatestCount / Settings.Descents);
        var work = _workspaces.Take();
        for (var start = 0; start < count; start += tileRows)
        {
            var length = Math.Min(tileRows, count - start);
            var tile = NewTile(work, length, contexts.Slice(start * ContextSize, length * ContextSize), rows.Slice(start * Dimension, length * Dimension));
            for (var i = 0; i < length; i++)
            {
                if (VectorMath.IsFinite(rows.Slice((start + i) * Dimension, Dimension)) && VectorMath.IsFinite(contexts.Slice((start + i) * ContextSize, ContextSize)))
                    Begin(ref tile, i);
            }
            Descend(ref tile);
            for (int i = 0, descent = 0; i < length; i++)
            {
                var best = -1;
                for (; descent < tile.Count && tile.Descents[descent].Row == i; descent++)
                {
                    if (best < 0 || tile.Descents[descent].Energy < tile.Descents[best].Energy)
                        best = descent;
                }
                Write(ref tile, best, i, start + i, energies, latents, reconstructions, searches);
            }
        }
        _workspaces.Return(work);
    }

    /// <summary>Finds where every descent of one row ends, in order of energy. NaN in the row marks what is not observed.</summary>
    /// <param name="context">x, finite.</param>
    /// <param name="row">y, finite or NaN.</param>
    /// <param name="energies">Receives settings.Descents energies, over what is observed; or empty. As the other spans.</param>
    /// <param name="latents">Receives the latents.</param>
    /// <param name="reconstructions">Receives what they decode to.</param>
    /// <param name="searches">Receives how each descent went.</param>
    public void FindAll(
        ReadOnlySpan<float> context, ReadOnlySpan<float> row,
        Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
    {
        SpanChecks.CheckLength(row.Length, 1, Dimension);
        SpanChecks.CheckLength(context.Length, 1, ContextSize);
        CheckOutputs(Settings.Descents, energies, latents, reconstructions, searches);
        var work = _workspaces.Take();
        var tile = NewTile(work, 1, context, row);
        Begin(ref tile, 0);
        Descend(ref tile);
        var order = tile.Active[..tile.Count];
        for (var i = 0; i < order.Length; i++)
        {
            // By energy, equal ones in the order of their starts.
            var place = i;
            for (; place > 0 && tile.Descents[order[place - 1]].Energy > tile.Descents[i].Energy; place--)
                order[place] = order[place - 1];
            order[place] = i;
        }
        for (var i = 0; i < order.Length; i++)
            Write(ref tile, order[i], 0, i, energies, latents, reconstructions, searches);
        _workspaces.Return(work);
    }

    private float[] KeptStarts()
    {
        if (_decodedStarts is { } kept)
            return kept;
        lock (_decoding)
        {
            if (_decodedStarts is { } others)
                return others;
            var decoded = new float[Starts * Dimension];
            Decode(_starts, decoded);
            return _decodedStarts = decoded;
        }
    }

    private Span<float> Start(int index) => _starts.AsSpan(index * LatentSize, LatentSize);

    private DecoderTile NewTile(NetworkWorkspace work, int rows, ReadOnlySpan<float> contexts, ReadOnlySpan<float> targets)
        => new(work, checked(rows * Settings.Descents), LatentSize, ContextSize, Dimension, contexts, targets);

    private void CheckOutputs(int count, Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
    {
        if (!energies.IsEmpty)
            SpanChecks.CheckLength(energies.Length, count, 1);
        if (!latents.IsEmpty)
            SpanChecks.CheckLength(latents.Length, count, LatentSize);
        if (!reconstructions.IsEmpty)
            SpanChecks.CheckLength(reconstructions.Length, count, Dimension);
        if (!searches.IsEmpty)
            SpanChecks.CheckLength(searches.Length, count, 1);
    }

    /// <summary>Writes where a descent ended, or NaN where there was none (−1).</summary>
    private void Write(
        ref DecoderTile tile, int descent, int row, int place,
        Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
    {
        if (!energies.IsEmpty)
            energies[place] = descent < 0 ? float.NaN : tile.Descents[descent].Energy;
        if (!searches.IsEmpty)
            searches[place] = descent < 0 ? LatentSearch.None : tile.Descents[descent].Search;
        if (!latents.IsEmpty)
        {
            var latent = latents.Slice(place * LatentSize, LatentSize);
            if (descent < 0)
                latent.Fill(float.NaN);
            else
                tile.Latent(descent).CopyTo(latent);
        }
        if (reconstructions.IsEmpty)
            return;
        var reconstruction = reconstructions.Slice(place * Dimension, Dimension);
        if (descent < 0)
        {
            reconstruction.Fill(float.NaN);
            return;
        }
        tile.SetContext(0, row);
        tile.Latent(descent).CopyTo(tile.PointLatent(0));
        _decoder.Forward(tile.Points(1), tile.Buffers, 0, 1, 0, LastLayer);
        tile.Buffers.Values(LastLayer, 0, 1).CopyTo(reconstruction);
    }
}
