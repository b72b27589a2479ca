using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>An input column as a view has it.</summary>
/// <param name="Input">The column as the component declares it.</param>
/// <param name="Column">The view's column.</param>
/// <param name="Size">Its values a row.</param>
internal readonly record struct BoundInput(InputColumn Input, DataViewSchema.Column Column, int Size)
{
    /// <summary>Whether a model learns from it as it is: labels and weights are no features.</summary>
    internal bool IsFeature => Input.Kind == InputKind.Vector;

    /// <summary>How many values a key has; 0 of a column that is none.</summary>
    internal ulong Classes => (Column.Type as KeyDataViewType)?.Count ?? 0;

    /// <summary>What messages call it.</summary>
    internal string Where => $"{Input.Role} '{Input.Name}'";

    /// <summary>What messages call one of its values: by its slot name, where there is one.</summary>
    internal string Slot(int index)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (Column.HasSlotNames())
            Column.GetSlotNames(ref names);
        var name = names.Length > index ? names.GetItemOrDefault(index).ToString() : "";
        return $"feature {index}{(name.Length > 0 ? $" ('{name}')" : "")} of {Where}";
    }

    internal static IReadOnlyList<BoundInput> Bind(IReadOnlyList<InputColumn> inputs, DataViewSchema schema, string parameter)
    {
        var bound = new BoundInput[inputs.Count];
        for (var i = 0; i < bound.Length; i++)
        {
            var (column, size) = inputs[i].Bind(schema, parameter);
            bound[i] = new BoundInput(inputs[i], column, size);
        }

        return bound;
    }
}
