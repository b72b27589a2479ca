using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>Where the components of a mixture start: at the prototypes of a K-means fit, each with the rows that are nearest to it.</summary>
internal sealed class MixtureStart
{
    private readonly ReadOnlyMemory<float> _rows;
    private readonly int _count;
    private readonly int _dimension;
    private readonly MixtureSettings _settings;
    private readonly MaximisationStep _maximisation;
    private readonly float[] _weights;

    // What the rows were multiplied by for K-means.
    private readonly float _scale;

    /// <param name="rows">count × d finite values; only read.</param>
    /// <param name="dimension">d.</param>
    /// <param name="settings">What is asked for.</param>
    /// <param name="maximisation">Takes the responsibilities, and makes the components.</param>
    public MixtureStart(ReadOnlyMemory<float> rows, int dimension, MixtureSettings settings, MaximisationStep maximisation)
    {
        _count = rows.Length / dimension;
        _dimension = dimension;
        _settings = settings;
        _maximisation = maximisation;
        _weights = [.. settings.Weights.Select(w => (float)w)];
        _scale = ScaleOf(rows.Span, dimension);
        _rows = rows;
        if (_scale == 1)
            return;
        float[] scaled = new float[rows.Length];
        TensorPrimitives.Multiply(rows.Span, _scale, scaled);
        _rows = scaled;
    }

    /// <summary>The start of one run.</summary>
    public MixtureComponents Choose(int restart)
    {
        int k = _settings.NumberOfComponents;
        KMeansResult clusters = KMeansTraining.Fit(_rows, _count, _dimension, new KMeansSettings
        {
            NumberOfClusters = k,
            MaximumIterations = 20,
            Weights = _weights,
            Seed = (ulong)new RandomStream(_settings.Seed, RandomPurpose.MixtureStart, (uint)restart).Integer(0, int.MaxValue),
            NumberOfThreads = _settings.NumberOfThreads,
            CancellationToken = _settings.CancellationToken,
        });
        int[] winners = new int[_count];
        new KMeansEnergy(clusters.Prototypes, k, _dimension).Infer(_rows.Span, winners, new float[_count]);
        Array.Clear(_maximisation.Responsibilities);
        for (int i = 0; i < _count; i++)
        {
            double weight = _weights.Length == 0 ? 1 : _settings.Weights[i];
            if (weight > 0)
                _maximisation.Responsibilities[(winners[i] * _count) + i] = weight;
        }
        if (_scale != 1)
            TensorPrimitives.Divide(clusters.Prototypes, _scale, clusters.Prototypes);
        return _maximisation.Run(_maximisation.Spread(clusters.Prototypes));
    }

    /// <summary>K-means squares distances in Single. Where they overflow, a power of two makes the greatest value about 1, which changes no other digit.</summary>
    private static float ScaleOf(ReadOnlySpan<float> rows, int dimension)
    {
        for (int start = 0; start < rows.Length; start += dimension)
        {
            if (!RowLength.IsWithin(rows.Slice(start, dimension)))
                return MathF.ScaleB(1, -MathF.ILogB(TensorPrimitives.MaxMagnitude(rows)) - 1);
        }
        return 1;
    }
}
