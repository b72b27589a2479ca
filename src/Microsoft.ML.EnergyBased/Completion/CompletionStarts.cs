using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>Where the searches of a completion begin: the means of the features, then points around them. The same for every row.</summary>
internal sealed class CompletionStarts
{
    private readonly CompletionSettings _settings;
    private readonly int _dimension;
    private readonly (float Minimum, float Maximum)? _domain;
    private float[]? _points;

    public CompletionStarts(CompletionSettings settings)
    {
        _settings = settings;
        _dimension = settings.Means.Length;
        _domain = settings.Domain;
        Count = settings.InferenceStarts;
    }

    public int Count { get; }

    /// <summary>The value that is nearest to <paramref name="value"/> in the energy's domain; NaN stays.</summary>
    public float Inside(float value) => _domain is { } domain ? Math.Clamp(value, domain.Minimum, domain.Maximum) : value;

    /// <summary>The row from every start: <see cref="Count"/> rows with its observed values.</summary>
    public void Fill(ReadOnlySpan<float> row, Span<float> filled)
    {
        var points = _points ??= Draw();
        for (var start = 0; start < Count; start++)
            PartialRow.Fill(row, points.AsSpan(start * _dimension, _dimension), filled.Slice(start * _dimension, _dimension));
    }

    private float[] Draw()
    {
        var points = new float[Count * _dimension];
        for (var start = 0; start < Count; start++)
        {
            var point = points.AsSpan(start * _dimension, _dimension);
            if (start > 0)
                new RandomStream((ulong)_settings.Seed, RandomPurpose.CompletionStart, (uint)start).FillNormal(point);
            for (var j = 0; j < point.Length; j++)
                point[j] = Inside(_settings.Means[j] + (_settings.StandardDeviations[j] * point[j]));
        }
        return points;
    }
}
