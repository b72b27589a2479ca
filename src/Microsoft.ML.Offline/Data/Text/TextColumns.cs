using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The columns that a loader makes, and the numbers of the fields that each is read from.</summary>
internal sealed class TextColumns
{
    private readonly int[][] _fields;

    public TextColumns(TextFormat format, TextLoader.Column[]? columns, IMultiStreamSource? dataSample)
    {
        // A file about which nothing is said has a label and then features.
        if (columns is not { Length: > 0 })
            columns = [new("Label", DataKind.Single, 0), new("Features", DataKind.Single, [new TextLoader.Range(1, null)])];

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
            if (_fields[i].Distinct().Count() != _fields[i].Length)
                throw new ArgumentOutOfRangeException(nameof(column.Source), $"Intervals specified for column '{column.Name}' overlap");

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
        TextLoader.Column[] columns = [.. MemberType.ColumnMembers(type, default, withNoColumn: true).Select(OfMember)];
        return columns.Length > 0
            ? columns
            : throw new InvalidOperationException($"{type} has no public field or property to load a column into.");
    }

    private static TextLoader.Column OfMember(MemberInfo member)
    {
        var load = member.GetCustomAttribute<LoadColumnAttribute>()
            ?? throw new InvalidOperationException($"{member.MemberType} '{member.Name}' is missing the {nameof(LoadColumnAttribute)} attribute");

        var type = MemberType.Infer(member);
        var item = type is VectorDataViewType vector ? vector.ItemType : (PrimitiveDataViewType)type;
        return new TextLoader.Column(
            member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name,
            DataKinds.KindOf(item.RawType)
                ?? throw new InvalidOperationException($"Member '{member.Name}' of type {item} cannot be read from text."),
            load.Sources,
            item is KeyDataViewType key ? new KeyCount(key.Count) : null);
    }

    private static PrimitiveDataViewType ItemType(TextLoader.Column column)
    {
        var type = DataKinds.FromKind(column.DataKind);
        if (column.KeyCount is not { } keys)
            return type;
        if (!KeyDataViewType.IsValidDataType(type.RawType))
            throw new ArgumentOutOfRangeException("Type", "Bad item type for Key");

        return DataKinds.KeyOf(type.RawType, keys.Count);
    }

    private static IEnumerable<int> FieldsOf(TextLoader.Range range, string name, TextSample sample)
    {
        var open = range.AutoEnd || range.Max is null;
        var max = open ? sample.FieldCount - 1 : range.Max!.Value;
        if (open && range.Min > max)
            throw new ArgumentOutOfRangeException(nameof(range.Min), $"Column #{range.Min} not found in the dataset (it only has {sample.FieldCount} columns)");

        if (range.Min < 0 || max < range.Min)
            throw new ArgumentOutOfRangeException("columns", $"Column '{name}' has no fields: they would go from {range.Min} to {max}.");

        return Enumerable.Range(range.Min, max - range.Min + 1);
    }

    private static DataViewSchema.Annotations? SlotNames(int[] fields, TextSample sample)
    {
        var header = sample.Header;
        return header is null || Array.TrueForAll(fields, field => field >= header.Length) ? null : AnnotationValue.ForSlotNames(Array.ConvertAll(fields, field => field < header.Length ? header[field].Trim() : ""));
    }
}
