namespace Microsoft.ML.Data;

/// <summary>
/// Splits a line into its fields. Blanks before a field are no part of it, quoted fields are unescaped in place, and one that
/// breaks the rules of quoting is empty.
/// </summary>
internal sealed class TextFields
{
    private readonly TextFormat _format;
    private readonly int _wanted;
    private readonly List<(int Start, int End)> _errors = [];
    private (int Start, int Length, bool Escaped)[] _fields = new (int, int, bool)[16];

    /// <param name="format">How fields are written.</param>
    /// <param name="wanted">How many fields to look for; the rest of a line is left alone.</param>
    public TextFields(TextFormat format, int wanted)
    {
        _format = format;
        _wanted = wanted;
    }

    public int Count { get; private set; }

    /// <summary>Where in the line fields broke the rules of quoting.</summary>
    public IReadOnlyList<(int Start, int End)> Errors => _errors;

    public ReadOnlySpan<char> this[ReadOnlySpan<char> line, int field] => line.Slice(_fields[field].Start, _fields[field].Length);

    public (int Start, int End) Bounds(int field) => (_fields[field].Start, _fields[field].Start + _fields[field].Length);

    /// <summary>Splits the reader's line, which grows when a quoted field goes on in the next.</summary>
    public void Split(TextLineReader reader)
    {
        var lastChance = !_format.ReadMultilines;
        while (!TrySplit(reader.Line, lastChance))
            lastChance = !reader.Extend();

        var line = reader.Line;
        for (var i = 0; i < Count; i++)
        {
            if (_fields[i].Escaped)
                _fields[i].Length = Unescape(line.Slice(_fields[i].Start, _fields[i].Length));
        }
    }

    private bool TrySplit(ReadOnlySpan<char> line, bool lastChance)
    {
        Count = 0;
        _errors.Clear();
        for (var position = 0; Count < _wanted;)
        {
            position = SkipBlanks(line, position);
            int end;
            if (_format.AllowQuoting && position < line.Length && line[position] == '"')
            {
                end = AddQuoted(line, position);
                if (end < 0 && !lastChance)
                    return false;
                if (end < 0)
                {
                    end = line.Length;
                    AddIllegal(position, end);
                }
            }
            else
            {
                var length = line[position..].IndexOfAny(_format.Separators);
                end = length < 0 ? line.Length : position + length;
                Add(position, end - position, false);
            }

            if (end >= line.Length)
                break;

            position = end + 1;
        }

        return true;
    }

    private int SkipBlanks(ReadOnlySpan<char> line, int position)
    {
        while (position < line.Length && line[position] == ' ' && !_format.Separators.Contains(' '))
            position++;

        return position;
    }

    /// <returns>Where the field's separator, or the end of the line, is; −1 when the quote is not closed.</returns>
    private int AddQuoted(ReadOnlySpan<char> line, int open)
    {
        var escaped = false;
        for (var i = open + 1; i < line.Length; i++)
        {
            if (IsEscape(line, i))
            {
                escaped = true;
                i++;
            }
            else if (line[i] == '"')
            {
                var rest = line[(i + 1)..];
                var length = rest.IndexOfAny(_format.Separators);
                rest = length < 0 ? rest : rest[..length];
                var end = i + 1 + rest.Length;
                if (rest.IsWhiteSpace())
                    Add(open + 1, i - open - 1, escaped);
                else
                    AddIllegal(open, end);

                return end;
            }
        }

        return -1;
    }

    private bool IsEscape(ReadOnlySpan<char> line, int i) => line[i] == _format.EscapeChar && i + 1 < line.Length && line[i + 1] == '"';

    private int Unescape(Span<char> text)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (IsEscape(text, i))
                i++;

            text[length++] = text[i];
        }

        return length;
    }

    private void AddIllegal(int start, int end)
    {
        _errors.Add((start, end));
        Add(start, 0, false);
    }

    private void Add(int start, int length, bool escaped)
    {
        if (Count == _fields.Length)
            Array.Resize(ref _fields, 2 * _fields.Length);

        _fields[Count++] = (start, length, escaped);
    }
}
