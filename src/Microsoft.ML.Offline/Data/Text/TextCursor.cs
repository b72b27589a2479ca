using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads the lines of a source's files one after the other.</summary>
internal sealed class TextCursor : SourceCursor
{
    private readonly IHostEnvironment _environment;
    private readonly TextFormat _format;
    private readonly TextColumns _columns;
    private readonly IMultiStreamSource _source;
    private readonly TextRow _row;
    private TextLineReader? _lines;
    private int _file;
    private bool _isFirst;
    private long _rows;
    private TextParseStatistics? _statistics;

    public TextCursor(IHostEnvironment environment, TextFormat format, TextColumns columns, IMultiStreamSource source, ActiveColumns active)
        : base(active)
    {
        _environment = environment;
        _format = format;
        _columns = columns;
        _source = source;
        _row = new TextRow(format, columns.FieldCount);
    }

    private TextParseStatistics Statistics => _statistics ??= new TextParseStatistics(_environment);

    protected override bool MoveNextCore()
    {
        if (_rows == _format.MaxRows || !MoveToLine())
        {
            Close();
            return false;
        }

        if (_format.TrimWhitespace)
            _lines!.TrimEnd();

        _row.Read(_lines!);
        _rows++;
        foreach (var (start, end, what) in _row.Errors)
            Statistics.FormatError(_source.GetPathOrNull(_file - 1), _lines!.LineNumber, start, end, what);

        return true;
    }

    protected override Delegate CreateGetter(int column)
    {
        var type = Active.Schema[column].Type;
        var item = type is VectorDataViewType vector ? vector.ItemType : (PrimitiveDataViewType)type;
        var method = type is VectorDataViewType ? nameof(Vector) : nameof(Scalar);
        return (Delegate)GenericCall.Invoke(typeof(TextCursor), method, [item.RawType], this, column, item)!;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();

        base.Dispose(disposing);
    }

    private static ValueGetter<T> Scalar<T>(TextCursor cursor, int column, PrimitiveDataViewType type)
    {
        var parser = FieldParser.Of<T>(type, cursor._format);
        var field = cursor._columns.FieldsOf(column)[0];
        return (ref T value) =>
        {
            cursor.CheckRow();
            value = cursor.Parse(parser, type, field, column);
        };
    }

    private static ValueGetter<VBuffer<T>> Vector<T>(TextCursor cursor, int column, PrimitiveDataViewType type)
    {
        var parser = FieldParser.Of<T>(type, cursor._format);
        var fields = cursor._columns.FieldsOf(column);
        return (ref VBuffer<T> value) =>
        {
            cursor.CheckRow();
            var editor = VBufferEditor.Create(ref value, fields.Length);
            for (var i = 0; i < fields.Length; i++)
                editor.Values[i] = cursor.Parse(parser, type, fields[i], column, i);

            value = editor.Commit();
        };
    }

    private T Parse<T>(FieldParser<T> parser, PrimitiveDataViewType type, int field, int column, int? slot = null)
    {
        var text = _row.Field(field, out var absent);
        if (parser(absent ? default : text, out var value))
            return value;

        // A number that cannot be read is missing where the type knows missing values (0 is that of a key), and an error where it does not.
        if (type is not KeyDataViewType && typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            var error = new InvalidOperationException(
                $"Could not parse value {text} in line {_lines!.LineNumber}, column {Active.Schema[column].Name}");
            throw new FormatException($"Parsing failed with an exception: {error.Message}", error);
        }

        Statistics.BadValue(_lines!.LineNumber, Active.Schema[column].Name, slot);
        if (typeof(T) == typeof(float))
            return (T)(object)float.NaN;
        return typeof(T) == typeof(double) ? (T)(object)double.NaN : default!;
    }

    private bool MoveToLine()
    {
        while (true)
        {
            if (_lines is not null && TextLines.MoveNext(_lines, _isFirst))
            {
                _isFirst = false;
                return true;
            }

            _lines?.Dispose();
            _lines = null;
            if (_file == _source.Count)
                return false;

            _lines = new TextLineReader(_source.OpenTextReader(_file++));
            if (_format.HasHeader)
                TextLines.MoveNext(_lines, isFirst: true);

            _isFirst = !_format.HasHeader;
        }
    }

    private void Close()
    {
        _lines?.Dispose();
        _lines = null;
        _file = _source.Count;
        _statistics?.Close(_rows);
        _statistics = null;
    }
}
