using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>NaN → a replacement, one a slot or one for all, in a column of the fitted type.</summary>
internal sealed class MissingValueMap(DataViewType type, double[] replacements)
{
    // *** Binary format ***
    // the fitted type
    // int, doubles: number of replacements (1, or one a slot), the replacements
    public static MissingValueMap Load(ModelLoadContext ctx)
    {
        var type = NumberColumn.LoadType(ctx);
        var replacements = NumberColumn.LoadValues(ctx);
        if (replacements.Length != 1 && replacements.Length != NumberColumn.SlotCount(type))
            throw new FormatException($"The model needs 1 or {NumberColumn.SlotCount(type)} replacements, and has {replacements.Length}.");

        return new MissingValueMap(type, replacements);
    }

    public void Save(ModelSaveContext ctx)
    {
        NumberColumn.SaveType(ctx, type);
        NumberColumn.SaveValues(ctx, replacements);
    }

    public MappedColumn Apply(DataViewSchema.DetachedColumn column, DataViewSchema.Column input)
    {
        NumberColumn.CheckLikeFitted(input, type);
        if (NumberColumn.SlotCount(input.Type) != NumberColumn.SlotCount(type))
            throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, type.ToString()!, input.Type.ToString()!);

        return ItemTypes.Of(type) == NumberDataViewType.Double ? Apply<double>(column, input) : Apply<float>(column, input);
    }

    private MappedColumn Apply<T>(DataViewSchema.DetachedColumn column, DataViewSchema.Column input)
        where T : struct, IFloatingPointIeee754<T> =>
        SlotwiseColumn.Create<T, Operator<T>>(column, input, NumberColumn.SlotCount(type), new Operator<T>([.. replacements.Select(T.CreateTruncating)]));

    private readonly struct Operator<T>(T[] replacements) : ISlotOperator<T>
        where T : struct, IFloatingPointIeee754<T>
    {
        public T Apply(int slot, T value) => !T.IsNaN(value) ? value : replacements[replacements.Length == 1 ? 0 : slot];
    }
}
