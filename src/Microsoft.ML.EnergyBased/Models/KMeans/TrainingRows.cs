using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>The rows of a fit with their weights, their partition into blocks, and their centre.</summary>
internal sealed class TrainingRows
{
    private const int LeastBlock = 4096;
    private const int MostBlocks = 32;

    // Two rows are at most twice as far from each other as one is from the mean.
    private const float GreatestDeviation = float.MaxValue / 8;

    private readonly ReadOnlyMemory<float> _rows;
    private readonly ReadOnlyMemory<float> _weights;
    private readonly int _threads;
    private readonly CancellationToken _cancellation;

    public TrainingRows(TrainingData data, KMeansEnergyEstimator.Options options)
    {
        _rows = data.Rows;
        _weights = data.Weights;
        _threads = options.Threads;
        _cancellation = options.CancellationToken;
        Count = data.Count;
        Dimension = data.Width;

        // Every block keeps sums of K × d doubles. So many blocks that threads have something to share, so few that
        // the sums stay below half of the rows.
        var blocks = (int)Math.Clamp(Count / Math.Max(LeastBlock, 4L * options.NumberOfPrototypes), 1, MostBlocks);
        BlockSize = Math.Max(1, (Count + blocks - 1) / blocks);
        BlockCount = RowBlocks.Count(Count, BlockSize);

        TotalWeight = CheckWeights();
        Centre = Mean();
        Spread = SumOver((i, row) => Weight(i) * SquaredDeviation(row));
    }

    public int Count { get; }

    public int Dimension { get; }

    public int BlockSize { get; }

    public int BlockCount { get; }

    public double TotalWeight { get; }

    /// <summary>The weighted mean, rounded: sums are made of differences to it.</summary>
    public float[] Centre { get; }

    /// <summary>Σ w ‖y − centre‖².</summary>
    public double Spread { get; }

    public ReadOnlySpan<float> Span => _rows.Span;

    public ReadOnlySpan<float> Row(int i) => _rows.Span.Slice(i * Dimension, Dimension);

    public float Weight(int i) => _weights.IsEmpty ? 1 : _weights.Span[i];

    public ReadOnlySpan<float> Weights => _weights.Span;

    public void ForEachBlock(Action<int, int, int> body) => RowBlocks.Run(Count, BlockSize, _threads, _cancellation, body);

    /// <summary>Σ over the rows, in double: within a block row by row, then block by block.</summary>
    public double SumOver(RowTerm term)
    {
        var sums = new double[BlockCount];
        ForEachBlock((block, start, length) =>
        {
            double sum = 0;
            for (var i = start; i < start + length; i++)
            {
                if (Weight(i) > 0)
                    sum += term(i, Row(i));
            }
            sums[block] = sum;
        });

        double total = 0;
        foreach (var sum in sums)
            total += sum;
        return total;
    }

    private double CheckWeights()
    {
        if (_weights.IsEmpty)
            return Count;
        double total = 0;
        foreach (var weight in _weights.Span)
        {
            if (!(weight >= 0) || !float.IsFinite(weight))
                throw new ArgumentException($"A weight is {weight}; weights must be finite and at least 0.");
            total += weight;
        }
        return total;
    }

    private float[] Mean()
    {
        var dimension = Dimension;
        var sums = new double[checked(BlockCount * dimension)];
        var origin = new float[dimension];
        ForEachBlock((block, start, length) =>
        {
            var sum = sums.AsSpan(block * dimension, dimension);
            for (var i = start; i < start + length; i++)
            {
                if (Weight(i) > 0)
                    VectorMath.AddScaled(Row(i), origin, Weight(i), sum);
            }
        });

        var mean = new float[dimension];
        for (var j = 0; j < dimension; j++)
        {
            double total = 0;
            for (var block = 0; block < BlockCount; block++)
                total += sums[(block * dimension) + j];
            mean[j] = TotalWeight > 0 ? (float)(total / TotalWeight) : 0;
        }
        return VectorMath.IsFinite(mean) ? mean : throw new ArgumentException("The rows hold NaN or an infinity.");
    }

    private double SquaredDeviation(ReadOnlySpan<float> row)
    {
        var square = VectorMath.SquaredDistance(row, Centre);
        return square <= GreatestDeviation ? square
            : throw new ArgumentException("A row is so far from the mean that squared distances between rows overflow: scale the rows.");
    }

    public delegate double RowTerm(int index, ReadOnlySpan<float> row);
}
