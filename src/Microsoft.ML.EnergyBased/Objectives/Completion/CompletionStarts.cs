using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>Where the searches of a completion begin: the means of the features, then points around them. The same for every row.</summary>
internal sealed class CompletionStarts
{
    private readonly float[] _points;
    private readonly int _dimension;
    private readonly (float Minimum, float Maximum)? _domain;

    public CompletionStarts(CompletionSettings settings)
    {
        _dimension = settings.Means.Length;
        _domain = settings.Domain;
        Count = settings.NumberOfStarts;
        _points = new float[checked(Count * _dimension)];
        for (int start = 0; start < Count; start++)
        {
            Span<float> point = _points.AsSpan(start * _dimension, _dimension);
            if (start > 0)
                new RandomStream((ulong)settings.Seed, RandomPurpose.CompletionStart, (uint)start).FillNormal(point);
            for (int j = 0; j < point.Length; j++)
                point[j] = Inside(settings.Means[j] + (settings.Deviations[j] * point[j]));
        }
    }

    public int Count { get; }

    /// <summary>The value that is nearest to <paramref name="value"/> in the energy's domain; NaN stays.</summary>
    public float Inside(float value) => _domain is { } domain ? Math.Clamp(value, domain.Minimum, domain.Maximum) : value;

    /// <summary>The row from every start: <see cref="Count"/> rows with its observed values.</summary>
    public void Fill(ReadOnlySpan<float> row, Span<float> filled)
    {
        for (int start = 0; start < Count; start++)
            PartialRow.Fill(row, _points.AsSpan(start * _dimension, _dimension), filled.Slice(start * _dimension, _dimension));
    }
}
