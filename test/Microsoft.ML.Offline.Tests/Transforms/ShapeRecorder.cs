using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

/// <summary>Changes nothing, and keeps the shape that a chain hands it: the public way to see a promise.</summary>
internal sealed class ShapeRecorder : IEstimator<ITransformer>
{
    private SchemaShape? _shape;

    /// <summary>The shape of a view's schema.</summary>
    public static SchemaShape Of(IDataView view)
    {
        var recorder = new ShapeRecorder();
        new EstimatorChain<ITransformer>().Append(recorder).Fit(view);
        return recorder._shape!;
    }

    /// <summary>What an estimator promises to make of a view.</summary>
    public static SchemaShape Promise(IEstimator<ITransformer> estimator, IDataView view) => estimator.GetOutputSchema(Of(view));

    /// <summary>A column of a shape with all that is known of it, to compare.</summary>
    public static string Describe(SchemaShape shape, string name) => Describe(shape.Single(c => c.Name == name));

    public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _shape = inputSchema;
        return inputSchema;
    }

    private static string Describe(SchemaShape.Column column) =>
        $"{column.Name} {column.Kind} {column.ItemType} {column.IsKey} [{string.Join(", ", column.Annotations.OrderBy(a => a.Name).Select(Describe))}]";
}
