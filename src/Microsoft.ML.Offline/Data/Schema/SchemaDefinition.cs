using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The columns that a row class stands for; they can be renamed, retyped, removed and annotated before use.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    /// <summary>Which way values go: from the class, to it, or both.</summary>
    [Flags]
    public enum Direction
    {
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    public Column this[string columnName]
    {
        get => this[IndexOf(columnName)];
        set => this[IndexOf(columnName)] = value;
    }

    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        ArgumentNullException.ThrowIfNull(userType);
        var definition = new SchemaDefinition();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in MemberType.ColumnMembers(userType, direction))
        {
            var name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            if (!names.Add(name))
                throw new ArgumentOutOfRangeException(nameof(userType), $"Duplicate column name '{name}' detected");

            definition.Add(new Column(member.Name, name, MemberType.Infer(member)));
        }

        return definition;
    }

    /// <summary>The columns of a class, typed and annotated as those of the same name in a schema.</summary>
    internal static SchemaDefinition Create(Type userType, Direction direction, DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var definition = Create(userType, direction);
        foreach (var column in schema)
        {
            if (!definition.Exists(known => known.ColumnName == column.Name))
                throw new InvalidOperationException($"Type should contain a member named {column.Name}");
        }

        foreach (var column in definition)
        {
            if (schema.GetColumnOrNull(column.ColumnName) is { } known)
            {
                column.ColumnType = known.Type;
                column.Annotate(known.Annotations);
            }
        }

        return definition;
    }

    private int IndexOf(string columnName)
    {
        ArgumentNullException.ThrowIfNull(columnName);
        var index = FindIndex(column => column.ColumnName == columnName);
        return index >= 0 ? index : throw new ArgumentOutOfRangeException(nameof(columnName), $"Column '{columnName}' not found");
    }

    /// <summary>One column and the member it comes from.</summary>
    public sealed class Column
    {
        private readonly DataViewSchema.Annotations.Builder _builder = new();
        private DataViewSchema.Annotations _annotations = DataViewSchema.Annotations.Empty;

        internal Column(string memberName, string columnName, DataViewType columnType)
        {
            MemberName = memberName;
            ColumnName = columnName;
            ColumnType = columnType;
        }

        public string MemberName { get; }

        public string ColumnName { get; set; }

        public DataViewType ColumnType { get; set; }

        public DataViewSchema.Annotations Annotations => _annotations;

        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            ArgumentException.ThrowIfNullOrEmpty(kind);
            ArgumentNullException.ThrowIfNull(annotationType);
            if (Annotations.Schema.GetColumnOrNull(kind) is not null)
                throw new ArgumentOutOfRangeException(nameof(kind), $"Column already contains an annotation of kind '{kind}'.");
            if (!MemberType.Fits(typeof(T), annotationType))
                throw new ArgumentOutOfRangeException(nameof(annotationType), $"An annotation of type {annotationType} cannot hold a {typeof(T)}.");

            _builder.Add(kind, annotationType, AnnotationValue.Getter(value, annotationType));
            _annotations = _builder.ToAnnotations();
        }

        internal void Annotate(DataViewSchema.Annotations annotations)
        {
            _builder.Add(annotations, kind => Annotations.Schema.GetColumnOrNull(kind) is null);
            _annotations = _builder.ToAnnotations();
        }
    }
}
