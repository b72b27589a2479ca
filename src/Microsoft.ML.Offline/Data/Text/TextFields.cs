namespace Microsoft.ML.Data;

/// <summary>Splits a line into its fields; quoted ones are unescaped in place.</summary>
internal sealed class TextFields
{
    private readonly TextFormat _format;
    private readonly int _wanted;
    private (int Start, int Length, bool Escaped)[] _fields = new (int, int, bool)[16];

    /// <param name="format">How fields are written.</param>
    /// <param name="wanted">How many fields to look for; the rest of a line is left alone.</param>
    public TextFields(TextFormat format, int wanted)
    {
        _format = format;
        _wanted = wanted;
    }

    public int Count { get; private set; }

    /// <summary>How many fields so far broke the rules of quoting.</summary>
    public long Errors { get; private set; }

    public ReadOnlySpan<char> this[ReadOnlySpan<char> line, int field] => line.Slice(_fields[field].Start, _fields[field].Length);

    public void ClearErrors() => Errors = 0;

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
        for (var position = 0; Count < _wanted;)
        {
            var end = -1;
            if (_format.AllowQuoting && OpeningQuote(line, position) is >= 0 and var open)
            {
                end = AddQuoted(line, open);
                if (end < 0 && !lastChance)
                    return false;
                if (end < 0)
                    Errors++;
            }

            if (end < 0)
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

    private int OpeningQuote(ReadOnlySpan<char> line, int position)
    {
        while (position < line.Length && line[position] == ' ' && !_format.Separators.Contains(' '))
            position++;

        return position < line.Length && line[position] == '"' ? position : -1;
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
                Add(open + 1, i - open - 1, escaped);
                var rest = line[(i + 1)..];
                var length = rest.IndexOfAny(_format.Separators);
                rest = length < 0 ? rest : rest[..length];
                if (!rest.IsWhiteSpace())
                    Errors++;

                return i + 1 + rest.Length;
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

    private void Add(int start, int length, bool escaped)
    {
        if (Count == _fields.Length)
            Array.Resize(ref _fields, 2 * _fields.Length);

        _fields[Count++] = (start, length, escaped);
    }
}
