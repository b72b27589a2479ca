using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>x → (x − offset) · scale for every slot of a column of the fitted type.</summary>
internal sealed class AffineMap
{
    private readonly DataViewType _type;
    private readonly double[] _scale;
    private readonly double[] _offset;

    private AffineMap(DataViewType type, double[] scale, double[] offset)
    {
        _type = type;
        _scale = scale;
        _offset = offset;
    }

    public static AffineMap Create(DataViewType type, IEnumerable<(double Scale, double Offset)> slots)
    {
        var maps = slots.ToArray();
        return new AffineMap(type, [.. maps.Select(m => m.Scale)], [.. maps.Select(m => m.Offset)]);
    }

    // *** Binary format ***
    // the fitted type
    // int, doubles: number of slots, their scales
    // int, doubles: number of slots, their offsets
    public static AffineMap Load(ModelLoadContext ctx)
    {
        var type = NumberColumn.LoadType(ctx);
        var scale = NumberColumn.LoadValues(ctx);
        var offset = NumberColumn.LoadValues(ctx);
        var slots = NumberColumn.SlotCount(type);
        if (scale.Length != slots || offset.Length != slots || !scale.Concat(offset).All(double.IsFinite))
            throw new FormatException($"The model needs {slots} finite scales and offsets, and has {scale.Length} and {offset.Length}.");

        return new AffineMap(type, scale, offset);
    }

    public void Save(ModelSaveContext ctx)
    {
        NumberColumn.SaveType(ctx, _type);
        NumberColumn.SaveValues(ctx, _scale);
        NumberColumn.SaveValues(ctx, _offset);
    }

    public MappedColumn Apply(DataViewSchema.DetachedColumn column, DataViewSchema.Column input)
    {
        if (!NumberColumn.IsKnownSize(input.Type))
            throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, $"scalar or known-size vector of {ItemTypes.Of(_type)}", "variable-size vector");

        NumberColumn.CheckLikeFitted(input, _type);
        return ItemTypes.Of(_type) == NumberDataViewType.Double ? Apply<double>(column, input) : Apply<float>(column, input);
    }

    private MappedColumn Apply<T>(DataViewSchema.DetachedColumn column, DataViewSchema.Column input)
        where T : struct, IFloatingPointIeee754<T> =>
        SlotwiseColumn.Create<T, Operator<T>>(column, input, NumberColumn.SlotCount(_type), new Operator<T>(
            [.. _scale.Select(T.CreateTruncating)], [.. _offset.Select(T.CreateTruncating)]));

    private readonly struct Operator<T>(T[] scale, T[] offset) : ISlotOperator<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public T Apply(int slot, T value) => (value - offset[slot]) * scale[slot];
    }
}
