using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>The values that the keys of a label stand for: kept in a model, and given back as annotations of its outputs.</summary>
internal sealed class KeyNames
{
    internal const string KeyValues = "KeyValues";

    // A file holds the place in this list: only append to it.
    private static readonly PrimitiveDataViewType[] Types =
    [
        TextDataViewType.Instance, NumberDataViewType.Single, NumberDataViewType.Double, NumberDataViewType.Int32,
        NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, BooleanDataViewType.Instance,
    ];

    private readonly int _type;
    private readonly string[] _values;

    private KeyNames(int type, string[] values)
    {
        _type = type;
        _values = values;
    }

    internal static bool IsSupported(DataViewType type) => Array.Exists(Types, t => t.Equals(type));

    /// <summary>Reads the values of a key column; null where it has none, or of a type that is not kept.</summary>
    internal static KeyNames? Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(KeyValues) is not { Type: VectorDataViewType vector } || column.Type is not KeyDataViewType key)
            return null;
        var type = Array.FindIndex(Types, t => t.Equals(vector.ItemType));
        if (type < 0 || (ulong)vector.Size != key.Count)
            return null;
        var values = type switch
        {
            0 => Read<ReadOnlyMemory<char>>(column),
            1 => Read<float>(column),
            2 => Read<double>(column),
            3 => Read<int>(column),
            4 => Read<uint>(column),
            5 => Read<long>(column),
            6 => Read<ulong>(column),
            _ => Read<bool>(column),
        };
        return new KeyNames(type, values);
    }

    internal static KeyNames? Load(PayloadReader reader, int count)
    {
        if (!reader.ReadBoolean("key values"))
            return null;
        var type = reader.ReadInt32("type of the key values", minimum: 0, maximum: Types.Length - 1);
        var values = new List<string>();
        for (var i = 0; i < count; i++)
            values.Add(reader.ReadString("key value"));
        var names = new KeyNames(type, [.. values]);
        try
        {
            names.ToKeyValues();
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw reader.Bad("key value", e.Message);
        }

        return names;
    }

    internal bool SameAs(KeyNames? other) => other is not null && _type == other._type && _values.AsSpan().SequenceEqual(other._values);

    public override string ToString() => string.Join(", ", _values);

    internal void Save(PayloadWriter writer)
    {
        writer.Write(_type);
        foreach (var value in _values)
            writer.Write(value);
    }

    /// <summary>KeyValues, for a key column.</summary>
    internal DataViewSchema.Annotations ToKeyValues() => _type switch
    {
        0 => Annotate(KeyValues, v => v.AsMemory()),
        1 => Annotate(KeyValues, v => float.Parse(v, CultureInfo.InvariantCulture)),
        2 => Annotate(KeyValues, v => double.Parse(v, CultureInfo.InvariantCulture)),
        3 => Annotate(KeyValues, v => int.Parse(v, CultureInfo.InvariantCulture)),
        4 => Annotate(KeyValues, v => uint.Parse(v, CultureInfo.InvariantCulture)),
        5 => Annotate(KeyValues, v => long.Parse(v, CultureInfo.InvariantCulture)),
        6 => Annotate(KeyValues, v => ulong.Parse(v, CultureInfo.InvariantCulture)),
        _ => Annotate(KeyValues, bool.Parse),
    };

    /// <summary>SlotNames, for a vector with a slot a key.</summary>
    internal DataViewSchema.Annotations ToSlotNames() => Annotate(BoundMap.SlotNames, v => v.AsMemory(), TextDataViewType.Instance);

    private static string[] Read<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(KeyValues, ref values);
        return [.. values.DenseValues().Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "")];
    }

    private DataViewSchema.Annotations Annotate<T>(string kind, Func<string, T> parse, PrimitiveDataViewType? type = null)
    {
        var values = _values.Select(parse).ToArray();
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            kind, new VectorDataViewType(type ?? Types[_type], values.Length),
            (ref VBuffer<T> destination) => new VBuffer<T>(values.Length, values).CopyTo(ref destination));
        return builder.ToAnnotations();
    }
}
