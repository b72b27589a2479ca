using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>Completes rows by any energy: holds what is observed and minimises the energy over the rest.</summary>
internal sealed class RowCompletion
{
    private readonly IEnergy _energy;
    // Null where the energy completes rows itself.
    private readonly ICompletionMethod? _method;

    /// <exception cref="ArgumentOutOfRangeException">The energy cannot be completed by that method.</exception>
    public RowCompletion(IEnergy energy, CompletionSettings settings)
    {
        _energy = energy;
        _method = Check(energy, settings.Method, settings.InferenceStarts, settings.InferenceIterations) switch
        {
            CompletionMethod.MaskedIteration => new MaskedIteration((IReconstructingEnergy)energy, settings),
            CompletionMethod.GradientDescent => new GradientDescent((IDifferentiableEnergy)energy, settings),
            CompletionMethod.ClampedSampling => new ClampedSampling((IDifferentiableEnergy)energy, settings),
            _ => null,
        };
    }

    /// <summary>Completes a row, and tells how the search for its first answer went. A row of which everything is observed is its own answer.</summary>
    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
    {
        search = LatentSearch.None;
        var dimension = _energy.Dimension;
        SpanChecks.CheckLength(row.Length, 1, dimension);
        SpanChecks.CheckLength(answers.Length, energies.Length, dimension);
        answers.Fill(float.NaN);
        energies.Fill(float.NaN);
        if (!PartialRow.IsUsable(row))
            return 0;
        if (VectorMath.IsFinite(row))
        {
            row.CopyTo(answers);
            _energy.Energy(row, energies[..1]);
            search = LatentSearch.Exact;
            return 1;
        }
        return _method is null
            ? ((ICompletingEnergy)_energy).Complete(row, answers, energies, out search)
            : _method.Complete(row, answers, energies, out search);
    }

    /// <summary>By which method an energy is completed: the one that the options name, if the energy goes with it.</summary>
    /// <returns>The method; Automatic where the energy completes rows itself.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The energy cannot be completed by that method, or so many starts or steps are too many for it.</exception>
    public static CompletionMethod Check(IEnergy energy, CompletionMethod method, int starts, int iterations)
    {
        if (method == CompletionMethod.Automatic)
        {
            if (energy is ICompletingEnergy completing)
            {
                completing.CheckCompletable();
                return CompletionMethod.Automatic;
            }
            method = energy is IReconstructingEnergy ? CompletionMethod.MaskedIteration : CompletionMethod.GradientDescent;
        }
        var fits = method == CompletionMethod.MaskedIteration ? energy is IReconstructingEnergy : energy is IDifferentiableEnergy;
        if (!fits)
            throw new ArgumentOutOfRangeException(nameof(CompletionSettings.Method), method, $"{energy} cannot be completed by it.");
        SearchLimits.CheckValues(starts, nameof(CompletionSettings.InferenceStarts), energy.Dimension);
        if (method == CompletionMethod.ClampedSampling)
            ClampedSampling.Check(energy.Dimension, starts, iterations);
        return method;
    }
}
