using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>Completes rows by any energy: holds what is observed and minimises the energy over the rest.</summary>
internal sealed class RowCompletion
{
    private readonly IEnergy _energy;
    private readonly IRowCompletion? _method;

    /// <exception cref="ArgumentOutOfRangeException">The energy cannot be completed by that method.</exception>
    public RowCompletion(IEnergy energy, CompletionSettings settings)
    {
        _energy = energy;
        Way = Resolve(energy, settings.Method);
        _method = Way switch
        {
            CompletionMethod.MaskedIteration => new MaskedIteration((IReconstructingEnergy)energy, settings),
            CompletionMethod.GradientDescent => new GradientDescent((IDifferentiableEnergy)energy, settings),
            CompletionMethod.ClampedSampling => new ClampedSampling((IDifferentiableEnergy)energy, settings),
            _ => null,
        };
    }

    /// <summary>How it completes; Automatic for the energy's own way.</summary>
    public CompletionMethod Way { get; }

    /// <summary>Completes a row. One of which everything is observed is its own answer.</summary>
    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies) => Complete(row, answers, energies, out _);

    /// <summary>Completes a row, and tells how the search for its first answer went.</summary>
    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out CompletionSearch search)
    {
        search = CompletionSearch.None;
        int dimension = _energy.Dimension;
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
            search = CompletionSearch.Exact;
            return 1;
        }
        return _method is null
            ? ((ICompletingEnergy)_energy).Complete(row, answers, energies)
            : _method.Complete(row, answers, energies, out search);
    }

    private static CompletionMethod Resolve(IEnergy energy, CompletionMethod method)
    {
        if (method == CompletionMethod.Automatic)
        {
            if (energy is ICompletingEnergy)
                return CompletionMethod.Automatic;
            method = energy is IReconstructingEnergy ? CompletionMethod.MaskedIteration : CompletionMethod.GradientDescent;
        }
        bool fits = method == CompletionMethod.MaskedIteration ? energy is IReconstructingEnergy : energy is IDifferentiableEnergy;
        return fits ? method : throw new ArgumentOutOfRangeException(nameof(CompletionSettings.Method), method, $"{energy} cannot be completed by it.");
    }
}
