using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>One pass over training rows: some columns side by side in one row of floats.</summary>
internal sealed class TrainingCursor : IDisposable
{
    private const int CancellationInterval = 1024;

    private readonly DataViewRowCursor _cursor;
    private readonly InputReader[] _readers;
    private readonly IReadOnlyList<BoundInput> _columns;
    private readonly CancellationToken _cancellationToken;
    private readonly ValueGetter<DataViewRowId> _id;

    internal TrainingCursor(IDataView input, IReadOnlyList<BoundInput> columns, CancellationToken cancellationToken)
    {
        _columns = columns;
        _cancellationToken = cancellationToken;
        _cursor = input.GetRowCursor(columns.Select(c => c.Column));
        _readers = [.. columns.Select(c => new InputReader(_cursor, c.Column, c.Size))];
        _id = _cursor.GetIdGetter();
    }

    internal long RowsRead { get; private set; }

    internal long RowsSkipped { get; private set; }

    /// <summary>A number made of the ids of the rows read so far, in their order: another pass over the same rows has the same.</summary>
    internal ulong Fingerprint { get; private set; }

    /// <summary>Reads the next row whose values are all finite (or unobserved, where that is allowed); the others are counted.</summary>
    internal bool Next(Span<float> row)
    {
        while (_cursor.MoveNext())
        {
            if (RowsRead++ % CancellationInterval == 0)
                _cancellationToken.ThrowIfCancellationRequested();
            DataViewRowId id = default;
            _id(ref id);
            Fingerprint = (BitOperations.RotateLeft(Fingerprint, 5) ^ id.Low ^ (id.High * 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93;
            var rest = row;
            var good = true;
            var absent = false;
            InvalidOperationException? tooLong = null;
            for (var i = 0; i < _readers.Length; i++)
            {
                var values = rest[.._readers[i].Size];
                _readers[i].Read(values);
                var column = _columns[i].Input;
                if (column.Domain is { } domain && VectorMath.IsFinite(values) && !InputColumn.IsWithin(values, domain))
                    throw OutOfDomain(column, domain);
                good &= column.NaNIsUnobserved ? column.Accepts(values) : VectorMath.IsFinite(values);
                absent |= column.IsWeight && values[0] == 0;
                if (good && column.HasLimitedLength && !RowLength.IsWithin(values))
                    tooLong ??= TooLong(column, values);
                rest = rest[values.Length..];
            }

            if (good && !absent && tooLong is not null)
                throw tooLong;
            if (good)
                return true;
            RowsSkipped++;
        }

        return false;
    }

    /// <summary>The one warning about skipped rows, once the pass is over.</summary>
    internal void Tell(TrainingLog log)
    {
        if (RowsSkipped > 0)
            log.Warning($"Skipped {RowsSkipped} of {RowsRead} rows with {Bad} in {Where}.");
    }

    /// <exception cref="InvalidOperationException">The pass gave no row.</exception>
    internal void CheckAny()
    {
        if (RowsRead == 0)
            throw new InvalidOperationException($"The training data has no rows: at least 1 is needed in {Where}.");
        if (RowsRead == RowsSkipped)
            throw new InvalidOperationException($"All {RowsRead} training rows have {Bad} in {Where}.");
    }

    public void Dispose() => _cursor.Dispose();

    private InvalidOperationException OutOfDomain(InputColumn column, (float Minimum, float Maximum) domain) => new(FormattableString.Invariant(
        $"Row {RowsRead} of {column.Role} '{column.Name}' has a value outside of [{domain.Minimum}, {domain.Maximum}], which this energy is made for: scale the features."));

    private InvalidOperationException TooLong(InputColumn column, ReadOnlySpan<float> values)
    {
        var index = RowLength.IndexOfGreatest(values);
        return new(FormattableString.Invariant(
            $"Row {RowsRead} of {column.Role} '{column.Name}' has the value {values[index]} at index {index}: squared distances between such rows overflow. Scale the features."));
    }

    private string Bad => _columns.Any(c => c.Input.NaNIsUnobserved) ? "nothing observed or infinite values" : "NaN or infinite values";

    private string Where => string.Join(", ", _columns.Select(c => c.Where));
}
