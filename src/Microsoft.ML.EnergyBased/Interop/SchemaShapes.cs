using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Interop;

/// <summary>Promises of schemas: the constructor of a SchemaShape's column is closed to outsiders.</summary>
internal static class SchemaShapes
{
    private static readonly SchemaShape SlotNames = new(
        [new SchemaShape.Column(BoundMap.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, isKey: false)]);

    /// <summary>The shape after a component's outputs were added to <paramref name="inputSchema"/>.</summary>
    internal static SchemaShape Append(SchemaShape inputSchema, IReadOnlyList<InputColumn> inputs, IEnumerable<OutputColumn> outputs)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var bound = inputs.Select(i => i.Bind(inputSchema, nameof(inputSchema))).ToArray();
        var columns = inputSchema.ToDictionary(c => c.Name);
        foreach (var output in outputs)
        {
            var kind = output.IsVector ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar;
            var itemType = output.IsKey ? NumberDataViewType.UInt32 : output.ItemType;
            var annotations = output.FixedSlotNames is not null || (output.SlotNamesFrom is { } from && HasSlotNames(bound[from])) ? SlotNames
                : output.KeyValuesFrom is { } label ? FromKeys(bound[label], output.IsKey) : null;
            columns[output.Name] = new SchemaShape.Column(output.Name, kind, itemType, output.IsKey, annotations);
        }

        return new SchemaShape(columns.Values);
    }

    // A label's KeyValues become those of a key, and the slot names of a vector with a slot a class.
    private static SchemaShape? FromKeys(SchemaShape.Column label, bool forKey)
    {
        foreach (var annotation in label.Annotations)
        {
            if (annotation.Name == KeyNames.KeyValues && annotation.Kind == SchemaShape.Column.VectorKind.Vector && KeyNames.IsSupported(annotation.ItemType))
                return forKey ? new SchemaShape([annotation]) : SlotNames;
        }

        return null;
    }

    private static bool HasSlotNames(SchemaShape.Column column)
        => column.Annotations.Any(a => a.Name == BoundMap.SlotNames
            && a.Kind == SchemaShape.Column.VectorKind.Vector && a.ItemType is TextDataViewType);
}
