using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace Microsoft.ML.EnergyBased.Interop;

/// <summary>
/// A transformer's view as ML.NET's own are: <c>ConvertToOnnx</c> walks back through it. To that walk a view that is no
/// IDataTransform is the data, and what the transformer computes an input of the graph.
/// </summary>
internal sealed class TransformView(IDataView source, BoundMap map, ITransformer transformer) : BlockView(source, map), ITransformCanSaveOnnx
{
    void ICanSaveModel.Save(ModelSaveContext ctx) => transformer.Save(ctx);

    // Not false: that is a warning to the log, and a graph without the columns.
    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => throw HasNoGraph();

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => throw HasNoGraph();

    private InvalidOperationException HasNoGraph()
        => new($"{transformer.GetType().Name} cannot be converted to ONNX: no graph is defined for it. Convert the steps before it, or save the model by Model.Save.");
}
