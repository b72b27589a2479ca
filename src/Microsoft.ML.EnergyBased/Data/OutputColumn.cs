using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>
/// A column that a component adds. Its values are computed for a block of rows at a time, into an
/// <see cref="OutputBlock"/>, and handed out row by row.
/// </summary>
/// <param name="name">The column's name.</param>
/// <param name="isVector">Whether it is a vector.</param>
/// <param name="width">Values a row: 1 for a scalar, the size of a vector, 0 where the size is not known yet.</param>
/// <param name="slotNamesFrom">The input (its index in the component's inputs) whose SlotNames it carries, or null.</param>
internal abstract class OutputColumn(string name, bool isVector, int width, int? slotNamesFrom)
{
    // A label is the second input of a trainer; the fitted columns carry its values themselves.
    private const int Label = 1;

    internal string Name { get; } = name;

    internal bool IsVector { get; } = isVector;

    internal int Width { get; } = width;

    internal int? SlotNamesFrom { get; } = slotNamesFrom;

    /// <summary>
    /// The label column (its index in the estimator's inputs) whose KeyValues a key has as its own, and a vector as the
    /// names of its slots; or null.
    /// </summary>
    internal int? KeyValuesFrom { get; init; }

    /// <summary>The inputs (their indices in the component's inputs) that it is computed from; null for all of them.</summary>
    internal IReadOnlyList<int>? Reads { get; init; }

    /// <summary>The name of each of its slots, where these are always the same; made when they are read, since there may be many.</summary>
    internal Func<int, string>? FixedSlotNames { get; init; }

    /// <summary>Annotations that the fitted column has of its own.</summary>
    internal DataViewSchema.Annotations? Annotations { get; init; }

    internal abstract PrimitiveDataViewType ItemType { get; }

    internal DataViewType Type => IsVector ? new VectorDataViewType(ItemType, Width) : ItemType;

    internal bool IsKey => ItemType is KeyDataViewType;

    /// <summary>Room for the values of <paramref name="capacity"/> rows.</summary>
    internal abstract OutputBlock CreateBlock(int capacity);

    internal static OutputColumn<float> Single(string name) => new(name, NumberDataViewType.Single, isVector: false, 1, null, float.NaN);

    internal static OutputColumn<float> Vector(
        string name, int size, int? slotNamesFrom = null, Func<int, string>? fixedSlotNames = null, IReadOnlyList<int>? reads = null)
        => new(name, NumberDataViewType.Single, isVector: true, size, slotNamesFrom, float.NaN) { FixedSlotNames = fixedSlotNames, Reads = reads };

    /// <summary>A key counted from 1; a bad row gives 0, which is ML.NET's missing key.</summary>
    internal static OutputColumn<uint> Key(string name, int count)
        => new(name, new KeyDataViewType(typeof(uint), Math.Max(count, 1)), isVector: false, 1, null, 0);

    /// <summary>One value for each class of a label, whose names the slots have.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="classes">How many there are; 0 where that is not known yet.</param>
    /// <param name="names">What they are called; null where the label does not say.</param>
    internal static OutputColumn<float> Classes(string name, int classes, KeyNames? names)
        => new(name, NumberDataViewType.Single, isVector: true, classes, null, float.NaN) { KeyValuesFrom = Label, Annotations = names?.ToSlotNames() };

    /// <summary>A class of a label, whose key values it has.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="classes">How many there are; 0 where that is not known yet.</param>
    /// <param name="names">What they are called; null where the label does not say.</param>
    internal static OutputColumn<uint> Class(string name, int classes, KeyNames? names)
        => new(name, new KeyDataViewType(typeof(uint), Math.Max(classes, 1)), isVector: false, 1, null, 0) { KeyValuesFrom = Label, Annotations = names?.ToKeyValues() };

    internal static OutputColumn<bool> Boolean(string name, bool ofBadRow) => new(name, BooleanDataViewType.Instance, isVector: false, 1, null, ofBadRow);
}

/// <inheritdoc/>
/// <typeparam name="T">The item's raw type.</typeparam>
internal sealed class OutputColumn<T>(
    string name, PrimitiveDataViewType itemType, bool isVector, int width, int? slotNamesFrom, T ofBadRow)
    : OutputColumn(name, isVector, width, slotNamesFrom)
    where T : unmanaged
{
    /// <summary>What a row gives whose input is not finite.</summary>
    internal T OfBadRow { get; } = ofBadRow;

    internal override PrimitiveDataViewType ItemType { get; } = itemType;

    internal override OutputBlock CreateBlock(int capacity) => new OutputBlock<T>(this, capacity);
}
