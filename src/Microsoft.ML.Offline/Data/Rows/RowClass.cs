using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>A schema definition bound to the members of the row class it describes.</summary>
internal sealed class RowClass<TRow>
    where TRow : class
{
    private readonly MemberInfo[] _members;

    public RowClass(SchemaDefinition? definition, SchemaDefinition.Direction direction)
    {
        definition ??= SchemaDefinition.Create(typeof(TRow), direction);
        var members = MemberType.ColumnMembers(typeof(TRow), direction).ToDictionary(m => m.Name, StringComparer.Ordinal);
        var builder = new DataViewSchema.Builder();
        var names = new HashSet<string>(StringComparer.Ordinal);

        _members = new MemberInfo[definition.Count];
        for (var i = 0; i < definition.Count; i++)
        {
            var column = definition[i];
            if (!members.TryGetValue(column.MemberName, out var member))
                throw new ArgumentOutOfRangeException(nameof(definition), $"No field or property with name '{column.MemberName}' found in type '{typeof(TRow).FullName}'.");
            if (string.IsNullOrEmpty(column.ColumnName) || !names.Add(column.ColumnName))
                throw new ArgumentOutOfRangeException(nameof(definition), $"Duplicate or empty column name '{column.ColumnName}' in the schema definition.");

            // A column whose type was set to null is typed by its member again.
            var type = column.ColumnType ?? MemberType.Infer(member);
            if (!MemberType.Fits(MemberType.Of(member), type))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(definition), $"Column '{column.ColumnName}' of type {type} cannot be a member '{member.Name}' of type {MemberType.Of(member)}.");
            }

            _members[i] = member;
            builder.AddColumn(column.ColumnName, type, column.Annotations);
        }

        Schema = builder.ToSchema();
    }

    /// <summary>The columns in the order of the definition.</summary>
    public DataViewSchema Schema { get; }

    public Delegate CreateGetter(RowHolder<TRow> holder, int column) =>
        MemberReader.Create(holder, _members[column], Schema[column].Type);

    /// <summary>The source's column for each of this class's; null for those that are missing and may be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing and may not be.</exception>
    /// <exception cref="InvalidOperationException">A column's type does not fit its member.</exception>
    public DataViewSchema.Column?[] Match(DataViewSchema source, bool ignoreMissingColumns)
    {
        var columns = new DataViewSchema.Column?[_members.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var name = Schema[i].Name;
            columns[i] = source.GetColumnOrNull(name);
            if (columns[i] is not { } found)
            {
                if (!ignoreMissingColumns)
                    throw new ArgumentOutOfRangeException("Schema", $"Could not find  column '{name}'");

                continue;
            }

            var memberType = MemberType.Of(_members[i]);
            if (!MemberType.Fits(memberType, found.Type))
            {
                throw new InvalidOperationException(
                    $"Can't bind the IDataView column '{name}' of type '{found.Type}' to field or property '{_members[i].Name}' of type '{memberType}'.");
            }
        }

        return columns;
    }

    /// <summary>What fills an object from the source's current row, one step a matched column.</summary>
    public Action<TRow>[] CreateWriters(DataViewRow source, DataViewSchema.Column?[] matched)
    {
        var writers = new List<Action<TRow>>();
        for (var i = 0; i < matched.Length; i++)
        {
            if (matched[i] is { } column)
                writers.Add(MemberWriter.Create<TRow>(source, column, _members[i]));
        }

        return [.. writers];
    }
}
