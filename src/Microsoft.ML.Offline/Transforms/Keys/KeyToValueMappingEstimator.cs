using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Puts the value that a key stands for in its place.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;

    internal KeyToValueMappingEstimator(InputOutputColumnPair[] columns)
        : base(new KeyToValueMappingTransformer(columns))
    {
        _columns = columns;
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => ColumnPairs.Map(inputSchema, _columns, (name, input) =>
    {
        if (!input.IsKey)
            throw SchemaErrors.Mismatch(nameof(inputSchema), "input", input.Name, "KeyType", input.GetTypeString());
        if (!input.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values))
            throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Input column '{input.Name}' has no annotation {AnnotationKinds.KeyValues}");

        return new(name, input.Kind, values.ItemType, values.IsKey, new SchemaShape(ColumnPairs.Keep(input, AnnotationKinds.SlotNames)));
    });
}
