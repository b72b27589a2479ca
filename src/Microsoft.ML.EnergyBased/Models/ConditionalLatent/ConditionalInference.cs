using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>
/// Finds the z of one x and y at a time, and integrates over z: by enumeration where z is discrete, by grid, Newton steps
/// and quadrature over one or two coordinates, and by descents and a weighted sample over more. One caller at a time.
/// </summary>
internal sealed class ConditionalInference
{
    private const double Precision = 1e-6;

    // Of the grid's minima, how many are followed to their bottom where only the lowest is wanted.
    private const int Followed = 4;

    // z of a sample for a step of training.
    private const int RoughDraws = 512;

    // Of the integral: a sample that knows it less well is said not to have converged.
    private const double SampleTolerance = 0.1;

    // Points of a box of many dimensions that stand for all of it.
    private const int SpreadPoints = 128;

    private readonly LatentSet _latent;
    private readonly int _draws;
    private readonly float[] _spread;
    private readonly float[] _scores;
    private readonly LatentMinima? _minima;
    private readonly LatentIntegral? _integral;
    private readonly LatentDescents? _descents;
    private readonly LatentPeaks? _peaks;
    private readonly LatentImportanceIntegral? _sample;
    private readonly float[] _best;
    private readonly List<float> _points = [];
    private readonly List<double> _probabilities = [];
    private float[] _weights = [];
    private float[] _latents = [];
    private float[] _decoded = [];
    private LatentSearch[] _searches = [];
    private double _beta;

    public ConditionalInference(DenseNetwork network, ConditionalShape shape, LatentGrid? grid, LatentDescents? descents)
    {
        _latent = shape.Latent;
        _draws = shape.Draws;
        Decoder = new ConditionalDecoder(network, shape.ContextSize, _latent);
        _best = new float[_latent.Size];
        if (grid is not null)
        {
            _minima = new LatentMinima(grid);
            _integral = new LatentIntegral(grid);
        }
        if (descents is not null)
        {
            _descents = descents;
            _peaks = new LatentPeaks(descents, _latent.Size);
            _sample = new LatentImportanceIntegral(_latent);
        }
        _spread = grid is null ? _latent.Spread(_latent.IsDiscrete ? _latent.Size : SpreadPoints) : new float[grid.Points.Length / grid.Coordinates * _latent.Size];
        if (grid is not null)
            _latent.ToLatents(grid.Points, _spread);
        _scores = new float[_spread.Length / _latent.Size];
        SpreadWeights = new float[_scores.Length];
        for (var i = 0; i < _scores.Length; i++)
            SpreadWeights[i] = _latent.IsDiscrete ? 1 : grid is null ? 1f / _scores.Length : (float)(grid.RuleWeights[i % grid.NodesPerCell] / grid.Cells);
    }

    public ConditionalDecoder Decoder { get; }

    /// <summary>Inferences of one decoder, for any number of threads.</summary>
    public static WorkspacePool<ConditionalInference> NewPool(DenseNetwork network, ConditionalShape shape)
    {
        var grid = shape.CreateGrid();
        // Made for the first search: a model that is only loaded need not have room for its starts.
        var descents = new Lazy<LatentDescents?>(
            () => shape.Latent.Coordinates > 2 ? new LatentDescents(network, shape.ContextSize, shape.Latent, shape.Search) : null);
        return new WorkspacePool<ConditionalInference>(() => new ConditionalInference(network, shape, grid, descents.Value));
    }

    /// <summary>F of the last search.</summary>
    public float FreeEnergy { get; private set; }

    /// <summary>z* of the last search.</summary>
    public ReadOnlySpan<float> Best => _best;

    /// <summary>How the last search went.</summary>
    public LatentSearch Search { get; private set; }

    /// <summary>Values of z all over the set: all branches, or the grid.</summary>
    public ReadOnlySpan<float> Spread => _spread;

    /// <summary>What each of them weighs in a sum over branches, or in a mean over the set.</summary>
    public float[] SpreadWeights { get; }

    /// <summary>Finds z* of what the decoder was set to, and F at β.</summary>
    /// <param name="beta">β in (0, ∞].</param>
    /// <param name="isExact">Whether the integral is held to its tolerance, as for scores; otherwise it is made in one go.</param>
    public void Find(double beta, bool isExact)
    {
        _beta = beta;
        if (_minima is not null)
            SearchGrid(isExact);
        else if (_descents is not null && double.IsInfinity(beta))
            Descend(_descents, isExact);
        else if (_peaks is not null)
            Integrate(_peaks, isExact);
        else
            Enumerate();
    }

    /// <summary>The z that explain what was found, and their probabilities: z* alone at β = ∞.</summary>
    /// <param name="least">Less likely ones are left out.</param>
    /// <param name="latents">The z.</param>
    /// <param name="probabilities">They sum to 1.</param>
    public void Posterior(double least, out ReadOnlySpan<float> latents, out ReadOnlySpan<float> probabilities)
    {
        if (double.IsInfinity(_beta) || !float.IsFinite(FreeEnergy))
        {
            Reserve(1);
            _weights[0] = 1;
            latents = _best;
            probabilities = _weights.AsSpan(0, 1);
            return;
        }

        if (_latent.IsDiscrete)
        {
            Reserve(_scores.Length);
            LogSumExp.FreeEnergy(_scores, _beta, _weights.AsSpan(0, _scores.Length));
            latents = _spread;
            probabilities = _weights.AsSpan(0, _scores.Length);
            return;
        }

        _integral?.Posterior(least, _points, _probabilities);
        _sample?.Posterior(least, _points, _probabilities);
        var count = _probabilities.Count;
        Reserve(count);
        for (var i = 0; i < count; i++)
            _weights[i] = (float)_probabilities[i];
        _latent.ToLatents(CollectionsMarshal.AsSpan(_points), _latents);
        latents = _latents.AsSpan(0, count * _latent.Size);
        probabilities = _weights.AsSpan(0, count);
    }

    /// <summary>How many minima <see cref="FindAll"/> gives at the most.</summary>
    public int MostMinima => _minima is not null ? LatentMinima.Most : _descents is not null ? _descents.Most : _scores.Length;

    /// <summary>Finds local minima of E over z; descents may end at one of them more than once.</summary>
    /// <param name="latents">Receives their z; room for <see cref="MostMinima"/>.</param>
    /// <param name="energies">Receives E there; as much room.</param>
    /// <returns>How many there are.</returns>
    public int FindAll(Span<float> latents, Span<float> energies)
    {
        if (_minima is not null)
        {
            _minima.Find(Decoder, LatentMinima.Most);
            for (var i = 0; i < _minima.Count; i++)
            {
                Write(_minima[i], latents.Slice(i * _latent.Size, _latent.Size));
                energies[i] = _minima[i].Energy;
            }
            return _minima.Count;
        }

        if (_descents is not null)
        {
            if (_searches.Length == 0)
                _searches = new LatentSearch[_descents.Most];
            return _descents.FindAll(Decoder.Context, Decoder.Target, LatentEffort.Few, latents, energies, _searches);
        }
        Decoder.Energies(_spread, energies[.._scores.Length]);
        _spread.CopyTo(latents);
        return _scores.Length;
    }

    /// <summary>Computes what values each y can take, as z runs over the set: how far they lie apart, and the greatest magnitude.</summary>
    /// <param name="ranges">Receives greatest less least of each y.</param>
    /// <param name="magnitudes">Receives the greatest magnitude of each y.</param>
    public void Ranges(Span<float> ranges, Span<float> magnitudes)
    {
        var size = Decoder.TargetSize;
        if (_decoded.Length == 0)
            _decoded = new float[_scores.Length * size];
        Decoder.Decode(_spread, _decoded);
        for (var j = 0; j < size; j++)
        {
            float least = float.PositiveInfinity, greatest = float.NegativeInfinity;
            for (var i = j; i < _decoded.Length; i += size)
            {
                least = Math.Min(least, _decoded[i]);
                greatest = Math.Max(greatest, _decoded[i]);
            }
            ranges[j] = greatest - least;
            magnitudes[j] = Math.Max(Math.Abs(least), Math.Abs(greatest));
        }
    }

    private void Enumerate()
    {
        Decoder.Energies(_spread, _scores);
        var winner = Math.Max(0, TensorPrimitives.IndexOfMin<float>(_scores));
        var least = _scores[winner];
        _spread.AsSpan(winner * _latent.Size, _latent.Size).CopyTo(_best);
        Search = LatentSearch.Exact;
        FreeEnergy = least;
        if (double.IsInfinity(_beta) || !float.IsFinite(least))
            return;
        FreeEnergy = (float)LogSumExp.FreeEnergy(_scores, _beta);
    }

    private void SearchGrid(bool isExact)
    {
        // An integral needs every peak that it might not see by itself.
        _minima!.Find(Decoder, double.IsInfinity(_beta) ? Followed : LatentMinima.Most);
        if (_minima.Count == 0)
        {
            _spread.AsSpan(0, _latent.Size).CopyTo(_best);
            FreeEnergy = float.PositiveInfinity;
            Search = LatentSearch.None;
            return;
        }

        ref readonly var minimum = ref _minima[0];
        Write(minimum, _best);
        FreeEnergy = minimum.Energy;
        Search = new LatentSearch(_minima.Steps, minimum.Gap, minimum.Converged);
        if (double.IsInfinity(_beta))
            return;
        _integral!.Compute(Decoder, _minima, _beta, isExact ? Precision : double.PositiveInfinity);
        FreeEnergy = (float)_integral.FreeEnergy;
        Search = new LatentSearch(_minima.Steps, (float)_integral.Error, minimum.Converged && _integral.Converged);
    }

    private void Descend(LatentDescents descents, bool isExact)
    {
        Search = descents.Find(Decoder.Context, Decoder.Target, isExact ? LatentEffort.Few : LatentEffort.Rough, _best, out var energy);
        FreeEnergy = energy;
    }

    private void Integrate(LatentPeaks peaks, bool isExact)
    {
        peaks.Find(Decoder, Decoder.Context, Decoder.Target, _beta, isExact);
        FreeEnergy = peaks.Least;
        Search = peaks.Search;
        if (peaks.Count == 0)
        {
            _spread.AsSpan(0, _latent.Size).CopyTo(_best);
            return;
        }
        peaks.Latents[.._latent.Size].CopyTo(_best);
        _sample!.Compute(Decoder, peaks.Latents, peaks.Least, _beta, isExact ? _draws : RoughDraws);
        FreeEnergy = (float)_sample.FreeEnergy;
        var isConverged = peaks.Search.Converged && peaks.IsComplete && _sample.Error * _beta <= SampleTolerance;
        Search = new LatentSearch(peaks.Search.Iterations, (float)_sample.Error, isConverged);
    }

    private void Write(in LatentMinima.Minimum minimum, Span<float> latent)
    {
        Span<float> point = [minimum.First, minimum.Second];
        _latent.ToLatents(point[.._latent.Coordinates], latent);
    }

    private void Reserve(int nodes)
    {
        if (_weights.Length < nodes)
            _weights = new float[2 * nodes];
        if (_latents.Length < nodes * _latent.Size)
            _latents = new float[2 * nodes * _latent.Size];
    }
}
