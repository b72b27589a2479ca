namespace Microsoft.ML.Data;

/// <summary>Reads lines into one buffer of its own, without a string a line.</summary>
internal sealed class TextLineReader : IDisposable
{
    private readonly TextReader _reader;
    private char[] _buffer = new char[1 << 16];
    private int _start;
    private int _length;
    private int _next;
    private int _end;
    private bool _exhausted;

    public TextLineReader(TextReader reader)
    {
        _reader = reader;
    }

    /// <summary>The number of the last line read, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The line read last; it may be changed in place, and is valid until the next is read.</summary>
    public Span<char> Line => _buffer.AsSpan(_start, _length);

    public bool MoveNext()
    {
        _start = _next;
        return ReadTo(0);
    }

    /// <summary>Appends the next line, and the line end between, to the current one.</summary>
    public bool Extend() => ReadTo(_next - _start);

    /// <summary>Leaves out the white space at the end of the line.</summary>
    public void TrimEnd() => _length = ((ReadOnlySpan<char>)Line).TrimEnd().Length;

    public void Dispose() => _reader.Dispose();

    // Finds the end of the line that begins so far after the start.
    private bool ReadTo(int offset)
    {
        var searched = offset;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf('\n');
            if (found >= 0)
            {
                var end = searched + found;
                SetLine(end > offset && _buffer[_start + end - 1] == '\r' ? end - 1 : end, _start + end + 1);
                return true;
            }

            searched = _end - _start;
            if (_exhausted)
            {
                if (searched <= offset)
                    return false;

                SetLine(_buffer[_end - 1] == '\r' ? searched - 1 : searched, _end);
                return true;
            }

            Fill();
        }
    }

    private void SetLine(int length, int next)
    {
        _length = length;
        _next = next;
        LineNumber++;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _next -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);

        var read = _reader.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _exhausted = read == 0;
    }
}
