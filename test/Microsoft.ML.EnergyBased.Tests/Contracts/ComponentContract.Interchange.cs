using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P34_conversion_to_ONNX_is_refused_by_the_name_of_the_component()
    {
        var fitted = Fit();
        var (column, output) = (Inputs[0], OutputNames.First());
        var before = Ml.Transforms.CopyColumns("A.Copy", column).Fit(Scoring.View());
        foreach (var model in new ITransformer[] { fitted, Reload(fitted, Training.Schema) })
        {
            var after = Ml.Transforms.CopyColumns("A.Copied", output).Fit(model.Transform(Scoring.View()));
            foreach (var step in new ITransformer[] { model, new TransformerChain<ITransformer>(before, model, after) })
            {
                using var stream = new MemoryStream();
                var e = Assert.Throws<InvalidOperationException>(() => Ml.Model.ConvertToOnnx(step, Scoring.View(), stream));
                Assert.StartsWith(typeof(TTransformer).Name, e.Message);
                Assert.Contains("ONNX", e.Message);
                Assert.Equal(0, stream.Length);
            }
        }
    }
}
