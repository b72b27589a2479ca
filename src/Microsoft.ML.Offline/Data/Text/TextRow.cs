using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>One line of a file as fields by number, whether they are written out or sparse.</summary>
internal sealed class TextRow
{
    private readonly TextFormat _format;
    private readonly TextFields _fields;

    // For a sparse row: the first field that is a pair, the number of dense fields before, and where each pair's field lies.
    private readonly Dictionary<int, int> _pairs = [];
    private int _firstPair;
    private int _dense;
    private TextLineReader? _reader;
    private readonly List<(int Start, int End, string What)> _errors = [];

    public TextRow(TextFormat format, int wanted)
    {
        _format = format;
        _fields = new TextFields(format, format.AllowSparse ? int.MaxValue : Math.Min(wanted, format.InputSize ?? int.MaxValue));
    }

    /// <summary>How many fields the row stands for.</summary>
    public int Count { get; private set; }

    /// <summary>Where in the line fields broke the rules of quoting or of sparse rows.</summary>
    public IReadOnlyList<(int Start, int End, string What)> Errors => _errors;

    public void Read(TextLineReader reader)
    {
        _reader = reader;
        _fields.Split(reader);
        Count = _fields.Count;
        _errors.Clear();
        foreach (var (start, end) in _fields.Errors)
            _errors.Add((start, end, "Illegal quoting"));

        _firstPair = -1;
        if (_format.AllowSparse)
            FindPairs(reader.Line);
    }

    /// <summary>The text of a field; empty when the row lacks it.</summary>
    /// <param name="field">The number of the field.</param>
    /// <param name="absent">Whether the row does not have the field, or leaves it out as a sparse zero.</param>
    public ReadOnlySpan<char> Field(int field, out bool absent)
    {
        absent = false;
        ReadOnlySpan<char> line = _reader!.Line;
        if (_firstPair < 0 || field < _dense)
        {
            absent = field >= _fields.Count;
            return absent ? default : _fields[line, field];
        }

        if (_pairs.TryGetValue(field - _dense, out var pair))
        {
            var text = _fields[line, pair];
            return text[(text.IndexOf(':') + 1)..];
        }

        absent = true;
        return default;
    }

    // "1 2 5 2:6 4:3" is two dense fields and five sparse ones; with a known input size, the length 5 is left out.
    private void FindPairs(ReadOnlySpan<char> line)
    {
        var first = 0;
        while (first < _fields.Count && !TryPair(_fields[line, first], out _))
            first++;

        if (first == _fields.Count)
            return;

        _pairs.Clear();
        _firstPair = first;
        var size = _format.InputSize ?? 0;
        _dense = first;
        if (_format.InputSize is null)
        {
            if (first == 0 || !int.TryParse(_fields[line, first - 1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var length) || length < 0)
            {
                AddError(first, "Missing or bad dimensionality of the sparse items");
                Count = first;
                return;
            }

            _dense = first - 1;
            size = _dense + length;
        }

        var last = -1;
        for (var i = first; i < _fields.Count; i++)
        {
            if (!TryPair(_fields[line, i], out var index))
                AddError(i, "Non-sparse formatted value follows sparse formatted value");
            else if (index <= last)
                AddError(i, "Sparse indices out of order");
            else if (index >= size - _dense)
                AddError(i, "Sparse item index larger than expected. Is the specified size incorrect?");
            else
                _pairs[last = index] = i;
        }

        Count = size;
    }

    private void AddError(int field, string what)
    {
        var (start, end) = _fields.Bounds(field);
        _errors.Add((start, end, what));
    }

    private static bool TryPair(ReadOnlySpan<char> text, out int index)
    {
        index = 0;
        var colon = text.IndexOf(':');
        return colon > 0 && int.TryParse(text[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
