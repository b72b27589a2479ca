using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The values that have keys, the first key being 1.</summary>
internal abstract class KeyMap
{
    private static readonly (PrimitiveDataViewType Type, Func<bool, KeyMap> Create)[] Kinds =
    [
        (TextDataViewType.Instance, asText => new KeyMap<ReadOnlyMemory<char>>(TextDataViewType.Instance, new TextKeyItem(), asText)),
        (BooleanDataViewType.Instance, asText => new KeyMap<bool>(BooleanDataViewType.Instance, new NumberKeyItem<bool>(), asText)),
        (NumberDataViewType.SByte, asText => new KeyMap<sbyte>(NumberDataViewType.SByte, new NumberKeyItem<sbyte>(), asText)),
        (NumberDataViewType.Byte, asText => new KeyMap<byte>(NumberDataViewType.Byte, new NumberKeyItem<byte>(), asText)),
        (NumberDataViewType.Int16, asText => new KeyMap<short>(NumberDataViewType.Int16, new NumberKeyItem<short>(), asText)),
        (NumberDataViewType.UInt16, asText => new KeyMap<ushort>(NumberDataViewType.UInt16, new NumberKeyItem<ushort>(), asText)),
        (NumberDataViewType.Int32, asText => new KeyMap<int>(NumberDataViewType.Int32, new NumberKeyItem<int>(), asText)),
        (NumberDataViewType.UInt32, asText => new KeyMap<uint>(NumberDataViewType.UInt32, new NumberKeyItem<uint>(), asText)),
        (NumberDataViewType.Int64, asText => new KeyMap<long>(NumberDataViewType.Int64, new NumberKeyItem<long>(), asText)),
        (NumberDataViewType.UInt64, asText => new KeyMap<ulong>(NumberDataViewType.UInt64, new NumberKeyItem<ulong>(), asText)),
        (NumberDataViewType.Single, asText => new KeyMap<float>(NumberDataViewType.Single, new NumberKeyItem<float>(), asText)),
        (NumberDataViewType.Double, asText => new KeyMap<double>(NumberDataViewType.Double, new NumberKeyItem<double>(), asText)),
    ];

    public const string Expected = "text, Boolean, a number or a vector of these";

    private protected KeyMap(PrimitiveDataViewType itemType)
    {
        ItemType = itemType;
    }

    public PrimitiveDataViewType ItemType { get; }

    public abstract int Count { get; }

    /// <summary>An empty map for values of a type, which <see cref="CanMap"/>.</summary>
    public static KeyMap Create(DataViewType itemType, bool valuesAsText) => Kinds.First(k => k.Type.Equals(itemType)).Create(valuesAsText);

    public static bool CanMap(DataViewType itemType) => Kinds.Any(k => k.Type.Equals(itemType));

    // *** Binary format ***
    // byte: the type of the values, as an index of Kinds
    // bool: whether the annotation holds them as text
    // int: number of values
    // for each: the value, in the order of the keys
    public static KeyMap Load(ModelLoadContext ctx)
    {
        var kind = ctx.Reader.ReadByte();
        if (kind >= Kinds.Length)
            throw new FormatException($"The model has keys for values of the unknown type {kind}.");

        var map = Kinds[kind].Create(ctx.Reader.ReadBoolean());
        for (var count = ModelFormat.ReadCount(ctx); map.Count < count;)
            map.LoadValue(ctx);

        return map;
    }

    public void Save(ModelSaveContext ctx)
    {
        ctx.Writer.Write((byte)Array.FindIndex(Kinds, k => k.Type.Equals(ItemType)));
        SaveValues(ctx);
    }

    /// <summary>A function that gives keys to the values of the current row, as long as there are keys left.</summary>
    public abstract Action CreateCollector(DataViewRow row, DataViewSchema.Column column, int maximumNumberOfKeys);

    /// <summary>Orders the keys by value.</summary>
    public abstract void Sort();

    public abstract MappedColumn Apply(string outputName, DataViewSchema.Column input);

    private protected abstract void LoadValue(ModelLoadContext ctx);

    private protected abstract void SaveValues(ModelSaveContext ctx);
}
