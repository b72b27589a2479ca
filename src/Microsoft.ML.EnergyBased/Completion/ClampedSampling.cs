using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>
/// The mean of Markov chains over the unobserved values, with the observed ones held. Where one of them runs away there is
/// no density that could have a mean, and where most steps diverge the chains stand still: then there is no answer.
/// </summary>
internal sealed class ClampedSampling : ICompletionMethod
{
    // Chains are held until their mean is known.
    private const long MostValues = 4L * SearchLimits.ValuesOfARow;

    private const int LeapfrogSteps = 5;
    private const float FirstStepSize = 0.2f;

    private readonly IDifferentiableEnergy _energy;
    private readonly CompletionSettings _settings;
    private readonly CompletionStarts _starts;
    private readonly CompletionReach _reach;

    public ClampedSampling(IDifferentiableEnergy energy, CompletionSettings settings)
    {
        _energy = energy;
        _settings = settings;
        _starts = new CompletionStarts(settings);
        _reach = new CompletionReach(settings);
    }

    /// <summary>Checks that memory has room for the draws of the chains.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They have too many draws.</exception>
    public static void Check(int dimension, int starts, int iterations)
    {
        long draws = iterations - (iterations / 2);
        if (draws * starts * dimension > MostValues)
            throw new ArgumentOutOfRangeException(nameof(CompletionSettings.InferenceIterations), iterations, $"The draws of {starts} chains over {dimension} values must be at most {MostValues} values.");
    }

    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
    {
        search = LatentSearch.None;
        var dimension = _energy.Dimension;
        var positions = new float[_starts.Count * dimension];
        _starts.Fill(row, positions);
        var found = new AnswerSet(answers, energies, dimension);
        var starts = new float[_starts.Count];
        _energy.Energy(positions, starts);
        // A chain cannot begin where there is no energy, and none of them would get away from there.
        if (!VectorMath.IsFinite(starts))
            return 0;
        var burnIn = _settings.InferenceIterations / 2;
        var set = Run(row, positions, burnIn, _settings.InferenceIterations - burnIn);
        var draws = set.Values;
        if (2 * set.Diagnostics.Divergences > set.Count || HasRunAway(row, draws))
            return 0;

        var sums = new double[dimension];
        for (var i = 0; i < draws.Length; i++)
            sums[i % dimension] += draws[i];
        for (var j = 0; j < dimension; j++)
            positions[j] = float.IsNaN(row[j]) ? (float)(sums[j] * dimension / draws.Length) : row[j];
        Span<float> reached = stackalloc float[1];
        _energy.Energy(positions.AsSpan(0, dimension), reached);
        found.Add(positions.AsSpan(0, dimension), reached[0], default, 0);
        search = LatentSearch.OfChains(_settings.InferenceIterations);
        return found.Count;
    }

    private SampleSet Run(ReadOnlySpan<float> row, float[] positions, int burnIn, int draws)
    {
        var options = new SamplerOptions { FixedCoordinates = Observed(row), InverseTemperature = _settings.InverseTemperature, NumberOfThreads = 1 };
        if (_energy is IBlockGibbsEnergy layers)
        {
            var gibbs = new GibbsSampler(layers, options: options);
            return gibbs.Run(gibbs.Start(positions), draws, burnIn, seed: _settings.Seed);
        }
        if (_settings.Domain is { } domain)
            (options.Minimum, options.Maximum) = ([domain.Minimum], [domain.Maximum]);
        var sampler = new HamiltonianSampler(_energy, FirstStepSize, LeapfrogSteps, options, HamiltonianSampler.InverseMassesOf(_settings.StandardDeviations));
        var state = sampler.Start(positions);
        // The adaptation has a seed of its own: no step of the run may have its random numbers.
        if (burnIn > 0)
            (sampler, state, _) = sampler.Adapt(state, new SamplerRandom(~_settings.Seed, 0), burnIn);
        return sampler.Run(state, draws, seed: _settings.Seed);
    }

    private bool HasRunAway(ReadOnlySpan<float> row, ReadOnlySpan<float> draws)
    {
        var reach = _reach.Of(row);
        for (; !draws.IsEmpty; draws = draws[row.Length..])
        {
            if (_reach.IsLeft(row, draws[..row.Length], reach))
                return true;
        }
        return false;
    }

    private static int[] Observed(ReadOnlySpan<float> row)
    {
        var observed = new List<int>();
        for (var j = 0; j < row.Length; j++)
        {
            if (!float.IsNaN(row[j]))
                observed.Add(j);
        }
        return [.. observed];
    }
}
