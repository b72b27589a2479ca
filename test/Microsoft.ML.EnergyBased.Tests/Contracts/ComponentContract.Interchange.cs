using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P34_ConversionToONNXIsRefusedByTheNameOfTheComponent()
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
                var e = FluentActions.Invoking(() => Ml.Model.ConvertToOnnx(step, Scoring.View(), stream))
                    .Should().ThrowExactly<InvalidOperationException>().Which;
                e.Message.Should().StartWith(typeof(TTransformer).Name);
                e.Message.Should().Contain("ONNX");
                stream.Length.Should().Be(0);
            }
        }
    }
}
