using System.Globalization;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>
/// The rows that a model learns from: dense, row-major, all finite (NaN where a model learns from incomplete rows), the input columns side by side. They lie in memory, or
/// are read anew in each pass; a training by passes or batches does not see which.
/// </summary>
internal sealed class TrainingData
{
    private const int RowsShuffled = 8192;
    private const int RowsBetweenLooks = 1024;

    private readonly ReadOnlyMemory<float> _rows;
    private readonly Func<IEnumerator<ReadOnlyMemory<float>>>? _open;
    private readonly int _rowsShuffled;

    private TrainingData(ReadOnlyMemory<float> rows, Func<IEnumerator<ReadOnlyMemory<float>>>? open, int width, int rowsShuffled)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        _rows = rows;
        _open = open;
        _rowsShuffled = rowsShuffled;
        Width = width;
    }

    /// <summary>Values in a row, without its weight.</summary>
    internal int Width { get; }

    /// <summary>The columns that a row is made of, where the rows come from a view.</summary>
    internal IReadOnlyList<BoundInput> Columns { get; private init; } = [];

    /// <summary>All rows; they must lie in memory.</summary>
    internal ReadOnlyMemory<float> Rows
        => _open is null ? _rows : throw new InvalidOperationException("These rows are streamed.");

    /// <summary>How many rows there are; they must lie in memory.</summary>
    internal int Count => Rows.Length / Width;

    /// <summary>Empty, or one weight a row, finite and at least 0: 0 is as if the row were absent, 2 as if it came twice.</summary>
    internal ReadOnlyMemory<float> Weights { get; private init; }

    /// <summary>The rows of positive weight; they must lie in memory.</summary>
    internal int Usable
    {
        get
        {
            if (Weights.IsEmpty)
                return Count;
            var usable = 0;
            foreach (var weight in Weights.Span)
                usable += weight > 0 ? 1 : 0;
            return usable;
        }
    }

    /// <summary>Rows that lie in memory, count × width values, beside one weight a row or none.</summary>
    internal static TrainingData InMemory(ReadOnlyMemory<float> rows, int width, ReadOnlyMemory<float> weights = default)
    {
        var data = new TrainingData(rows, null, width, 0) { Weights = weights };
        if ((long)data.Count * width != rows.Length)
            throw new ArgumentException($"{rows.Length} values are not a whole number of rows of {width}.", nameof(rows));
        return weights.IsEmpty || weights.Length == data.Count ? data : throw new ArgumentException($"There are {weights.Length} weights for {data.Count} rows.", nameof(weights));
    }

    /// <summary>Rows that are read anew in each pass.</summary>
    /// <param name="open">Opens them from the beginning, in blocks of whole rows. A block is looked at only until the next one is read.</param>
    /// <param name="width">Values in a row.</param>
    /// <param name="rowsShuffled">Rows held to shuffle them, at least 1; with 1 the order is that of the view.</param>
    internal static TrainingData Streamed(Func<IEnumerator<ReadOnlyMemory<float>>> open, int width, int rowsShuffled = RowsShuffled)
        => new(default, open, width, rowsShuffled);

    /// <summary>The same rows, as columns of a view.</summary>
    internal TrainingData Of(IReadOnlyList<BoundInput> columns)
        => new(_rows, _open, Width, _rowsShuffled) { Weights = Weights, Columns = columns };

    /// <summary>One pass over the rows in their order, in blocks of whole rows.</summary>
    internal IEnumerable<ReadOnlyMemory<float>> Blocks()
    {
        if (_open is null)
        {
            if (!_rows.IsEmpty)
                yield return _rows;
            yield break;
        }

        using var blocks = _open();
        while (blocks.MoveNext())
            yield return blocks.Current;
    }

    /// <summary>Means and variances of the columns, in two passes over the rows.</summary>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    internal (double[] Means, double[] Variances) Moments(CancellationToken cancellation)
    {
        var means = new double[Width];
        var count = Sum(means, VectorMath.Add);
        if (count == 0)
            throw new InvalidOperationException("There are no rows to train on.");
        Divide(means);
        var variances = new double[Width];
        Sum(variances, (row, sums) => VectorMath.AddSquares(row, means, sums));
        Divide(variances);
        return (means, variances);

        long Sum(double[] sums, Action<ReadOnlySpan<float>, Span<double>> add)
        {
            long rows = 0;
            foreach (var block in Blocks())
            {
                for (var start = 0; start < block.Length; start += Width, rows++)
                {
                    if (rows % RowsBetweenLooks == 0)
                        cancellation.ThrowIfCancellationRequested();
                    add(block.Span.Slice(start, Width), sums);
                }
            }

            return rows;
        }

        void Divide(double[] sums)
        {
            for (var j = 0; j < sums.Length; j++)
                sums[j] /= count;
        }
    }

    /// <summary>The rows in batches and random order, part of them set aside.</summary>
    internal ITrainingSource Source(double validationFraction, ulong seed) => _open is null
        ? new MemorySource(_rows, Width, validationFraction, seed)
        : new StreamingSource(_open, Width, _rowsShuffled, validationFraction, seed);

    /// <summary>Rows in a step: no more than there are, where that is known.</summary>
    internal int BatchSize(int wanted) => _open is null ? Math.Clamp(Count, 1, wanted) : wanted;

    /// <summary>The same rows, each block of which is looked at before it is given.</summary>
    internal TrainingData Checked(Action<ReadOnlySpan<float>> check)
    {
        if (_open is not { } open)
        {
            check(_rows.Span);
            return this;
        }

        return new TrainingData(default, Look, Width, _rowsShuffled) { Columns = Columns };

        IEnumerator<ReadOnlyMemory<float>> Look()
        {
            using var blocks = open();
            while (blocks.MoveNext())
            {
                check(blocks.Current.Span);
                yield return blocks.Current;
            }
        }
    }

    /// <summary>Looks whether each value of a row is observed in some row of positive weight.</summary>
    /// <exception cref="InvalidOperationException">One is not.</exception>
    internal void CheckObserved()
    {
        var observed = new bool[Width];
        long rows = 0;
        foreach (var block in Blocks())
        {
            for (var start = 0; start < block.Length; start += Width, rows++)
            {
                if (!Weights.IsEmpty && Weights.Span[(int)rows] == 0)
                    continue;
                var row = block.Span.Slice(start, Width);
                // A complete row observes each of them.
                if (VectorMath.IsFinite(row))
                    return;
                for (var j = 0; j < row.Length; j++)
                    observed[j] |= !float.IsNaN(row[j]);
            }
        }

        var never = Array.IndexOf(observed, false);
        if (rows == 0 || never < 0)
            return;
        var column = Columns[0];
        foreach (var next in Columns.TakeWhile(_ => never >= column.Size).Skip(1))
            (never, column) = (never - column.Size, next);
        throw new InvalidOperationException($"None of {rows} training rows observes {column.Slot(never)}: leave it out, or give rows that do.");
    }

    /// <summary>Says how much data it is, for logs and messages.</summary>
    public override string ToString()
    {
        var features = Columns.Count == 0 ? Width : Columns.Where(c => c.IsFeature).Sum(c => c.Size);
        var classes = string.Concat(Columns.Where(c => c.Input.Kind == InputKind.Key).Select(c => $" and {c.Classes} classes in {c.Where}"));
        return $"{(_open is null ? Count.ToString(CultureInfo.InvariantCulture) : "streamed")} rows of {features} features{classes}";
    }
}
