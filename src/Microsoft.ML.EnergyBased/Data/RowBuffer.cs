namespace Microsoft.ML.EnergyBased.Data;

/// <summary>
/// Rows gathered one by one. With the number of rows known they go straight into one array; otherwise into pieces, each
/// let go of as soon as it is copied into the final array, so that the peak stays near twice the data.
/// </summary>
internal sealed class RowBuffer
{
    private const int ValuesInPiece = 1 << 20;

    private readonly int _size;
    private readonly int _rowsInPiece;
    private readonly List<float[]?> _pieces = [];

    internal RowBuffer(int size, int? count)
    {
        _size = size;
        _rowsInPiece = count is { } known and > 0 ? known : Math.Max(1, ValuesInPiece / size);
    }

    internal int Count { get; private set; }

    internal void Add(ReadOnlySpan<float> values)
    {
        var (piece, row) = Math.DivRem(Count++, _rowsInPiece);
        if (piece == _pieces.Count)
            _pieces.Add(new float[_rowsInPiece * _size]);
        values.CopyTo(_pieces[piece].AsSpan(row * _size, _size));
    }

    /// <summary>All rows. The buffer must not be used afterwards.</summary>
    internal Memory<float> ToMemory()
    {
        if (_pieces is [{ } only])
            return only.AsMemory(0, Count * _size);
        var values = new float[Count * _size];
        for (var i = 0; i < _pieces.Count; i++)
        {
            var start = i * _rowsInPiece * _size;
            _pieces[i].AsSpan(0, Math.Min(_rowsInPiece * _size, values.Length - start)).CopyTo(values.AsSpan(start));
            _pieces[i] = null;
        }

        return values;
    }
}
