using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The columns that a loader makes, and the numbers of the fields that each is read from.</summary>
internal sealed class TextColumns
{
    private readonly int[][] _fields;

    public TextColumns(TextFormat format, TextLoader.Column[]? columns, IMultiStreamSource? dataSample)
    {
        if (columns is not { Length: > 0 })
            throw new ArgumentException("The columns of the file must be given.", nameof(columns));

        _fields = new int[columns.Length][];
        var sample = new TextSample(format, dataSample);
        var builder = new DataViewSchema.Builder();
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            if (column is null || string.IsNullOrWhiteSpace(column.Name))
                throw new ArgumentException($"Column {i} of the file needs a name.", nameof(columns));
            if (column.Source is not { Length: > 0 } source)
                throw new ArgumentException($"Column '{column.Name}' needs the fields it is read from.", nameof(columns));

            _fields[i] = [.. source.SelectMany(range => FieldsOf(range, column.Name, sample))];
            var item = ItemType(column);
            if (_fields[i].Length == 1 && source is [{ ForceVector: false, AutoEnd: false }])
                builder.AddColumn(column.Name, item);
            else
                builder.AddColumn(column.Name, new VectorDataViewType(item, _fields[i].Length), SlotNames(_fields[i], sample));
        }

        Schema = builder.ToSchema();
        FieldCount = _fields.Max(fields => fields.Max()) + 1;
    }

    public DataViewSchema Schema { get; }

    /// <summary>How many fields of a line matter.</summary>
    public int FieldCount { get; }

    public int[] FieldsOf(int column) => _fields[column];

    /// <summary>The columns that the members of a class describe.</summary>
    public static TextLoader.Column[] OfClass(Type type)
    {
        TextLoader.Column[] columns = [.. MemberType.ColumnMembers(type, default).Select(OfMember)];
        return columns.Length > 0
            ? columns
            : throw new InvalidOperationException($"{type} has no public field or property to load a column into.");
    }

    private static TextLoader.Column OfMember(MemberInfo member)
    {
        var load = member.GetCustomAttribute<LoadColumnAttribute>()
            ?? throw new InvalidOperationException($"Member '{member.Name}' of {member.DeclaringType} is missing the {nameof(LoadColumnAttribute)}.");

        var type = MemberType.Infer(member);
        var item = type is VectorDataViewType vector ? vector.ItemType : (PrimitiveDataViewType)type;
        TextLoader.Range[] source = [.. load.Sources.Select(range => new TextLoader.Range(range.Min, range.Max) { ForceVector = type is VectorDataViewType })];
        if (type is not VectorDataViewType && (source.Length != 1 || source[0].Max != source[0].Min))
            throw new InvalidOperationException($"Member '{member.Name}' of {member.DeclaringType} is read from several fields, so it must be an array.");

        return new TextLoader.Column(
            member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name,
            DataKinds.KindOf(item.RawType)
                ?? throw new InvalidOperationException($"Member '{member.Name}' of type {item} cannot be read from text."),
            source,
            item is KeyDataViewType key ? new KeyCount(key.Count) : null);
    }

    private static PrimitiveDataViewType ItemType(TextLoader.Column column)
    {
        var type = DataKinds.FromKind(column.DataKind);
        if (column.KeyCount is not { } keys)
            return type;
        if (!KeyDataViewType.IsValidDataType(type.RawType))
            throw new ArgumentException($"Column '{column.Name}' of kind {column.DataKind} cannot be a key: an unsigned integer is needed.", "columns");

        return DataKinds.KeyOf(type.RawType, keys.Count);
    }

    private static IEnumerable<int> FieldsOf(TextLoader.Range range, string name, TextSample sample)
    {
        var max = range.AutoEnd || range.Max is null ? sample.FieldCount - 1 : range.Max.Value;
        if (range.Min < 0 || max < range.Min)
            throw new ArgumentOutOfRangeException("columns", $"Column '{name}' has no fields: they would go from {range.Min} to {max}.");

        return Enumerable.Range(range.Min, max - range.Min + 1);
    }

    private static DataViewSchema.Annotations? SlotNames(int[] fields, TextSample sample)
    {
        var header = sample.Header;
        return header is null ? null : AnnotationValue.ForSlotNames(Array.ConvertAll(fields, field => field < header.Length ? header[field].Trim() : ""));
    }
}
