using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Joins columns of one item type into a vector.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly string _output;
    private readonly string[] _inputs;
    private readonly ColumnConcatenatingTransformer _transformer;

    internal ColumnConcatenatingEstimator(string output, string[] inputs)
    {
        _transformer = new ColumnConcatenatingTransformer(output, inputs);
        _output = output;
        _inputs = [.. inputs];
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        // There is nothing to learn; the transformer checks the columns it needs when it sees them.
        ArgumentNullException.ThrowIfNull(input);
        return _transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var columns = _inputs.Select(name => inputSchema.TryFindColumn(name, out var column)
            ? column
            : throw SchemaErrors.Missing(nameof(inputSchema), "input", name)).ToArray();

        var first = columns[0];
        foreach (var column in columns)
        {
            if (column.IsKey)
                throw ColumnConcatenatingTransformer.KeysCannotBeJoined(column.Name);
            if (!column.ItemType.Equals(first.ItemType))
            {
                throw new InvalidOperationException(
                    $"Concatenated columns should have the same type. Column '{column.Name}' has type of {column.ItemType}, but expected column type is {first.ItemType}.");
            }
        }

        var variable = columns.Any(c => c.Kind == SchemaShape.Column.VectorKind.VariableVector);
        var kind = variable ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        return ColumnPairs.With(inputSchema, [new(_output, kind, first.ItemType, false, Annotations(columns, variable))]);
    }

    // The promise of what ConcatenatedAnnotations makes.
    private static SchemaShape Annotations(SchemaShape.Column[] columns, bool variable)
    {
        if (columns is [{ Kind: not SchemaShape.Column.VectorKind.Scalar } only])
            return only.Annotations;

        var annotations = new List<SchemaShape.Column>();
        if (!variable && columns.Any(c => c.Kind == SchemaShape.Column.VectorKind.Scalar || c.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out _)))
            annotations.Add(new(AnnotationKinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
        if (columns.All(c => c.Annotations.TryFindColumn(AnnotationKinds.IsNormalized, out _)))
            annotations.Add(new(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));

        return new SchemaShape(annotations);
    }
}
