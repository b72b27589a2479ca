namespace Microsoft.ML.Data;

/// <summary>What a loader learns from the data before it makes its columns: the names in the header, the number of fields.</summary>
internal sealed class TextSample
{
    private const int SampleLines = 100;

    private readonly TextFormat _format;
    private readonly IMultiStreamSource? _data;
    private readonly Lazy<int> _fieldCount;

    public TextSample(TextFormat format, IMultiStreamSource? data)
    {
        _format = format;
        _data = data is { Count: > 0 } ? data : null;
        _fieldCount = new Lazy<int>(CountFields);
        Header = ReadHeader();
    }

    /// <summary>The names of the fields; null when there is no header to read.</summary>
    public string[]? Header { get; }

    public int FieldCount => _fieldCount.Value;

    private string[]? ReadHeader()
    {
        if (_format.HeaderFile is { } path)
        {
            TextLoader.CheckFile(path, nameof(TextLoader.Options.HeaderFile));
            using var names = new TextLineReader(new StreamReader(path));
            return TextLines.MoveNext(names, isFirst: true) ? Fields(names) : null;
        }

        if (!_format.HasHeader || _data is null)
            return null;

        using var lines = new TextLineReader(_data.OpenTextReader(0));
        return TextLines.MoveNext(lines, isFirst: true) ? Fields(lines) : null;
    }

    private int CountFields()
    {
        if (_format.InputSize is { } size)
            return size;

        if (_data is not null)
        {
            using var lines = new TextLineReader(_data.OpenTextReader(0));
            if (_format.HasHeader)
                TextLines.MoveNext(lines, isFirst: true);

            var row = new TextRow(_format, int.MaxValue);
            var count = 0;
            for (var line = 0; line < SampleLines && TextLines.MoveNext(lines, isFirst: line == 0 && !_format.HasHeader); line++)
            {
                row.Read(lines);
                if (count > 0 && row.Count != count)
                    throw new ArgumentOutOfRangeException("Source", "The size of input lines is not consistent");

                count = row.Count;
            }

            if (count > 0)
                return count;
        }

        throw new ArgumentOutOfRangeException("Source", "Can't determine the number of source columns without valid data");
    }

    private string[] Fields(TextLineReader lines)
    {
        var fields = new TextFields(_format, int.MaxValue);
        fields.Split(lines);
        var names = new string[fields.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = fields[lines.Line, i].ToString();

        return names;
    }
}
