using System.Buffers;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased;

// A model of y given x: two columns, side by side for the energy, and predictions that need x alone.
public sealed partial class LatentInferenceTransformer
{
    private readonly IConditionalEnergy? _conditional;
    private readonly PredictionsOfContext? _predictions;

    private protected override IBlockMap MapOf(DataViewSchema schema)
        => _predictions is not null && (Outputs.Count == 1 || schema.GetColumnOrNull(FeatureColumnName) is null) ? _predictions : this;

    private protected override void Map(Block block)
    {
        if (_conditional is null)
            base.Map(block);
        else
            Map(block, _conditional);
    }

    private static InputColumn[] InputsOf(string features, string? context, ILatentEnergy energy)
    {
        if (energy is not IConditionalEnergy conditional)
            return [InputColumn.Vector(features, InputColumn.FeatureRole, energy.Dimension)];
        return
        [
            InputColumn.Vector(context!, "context column", conditional.ContextSize),
            InputColumn.Vector(features, InputColumn.FeatureRole, conditional.TargetSize),
        ];
    }

    private void Map(Block block, IConditionalEnergy energy)
    {
        var outputs = Declared.Open(block);
        if (!outputs.Predictions.IsEmpty)
            energy.Predict(block.Input(0), outputs.Predictions);
        var targets = block.Input(1);
        if (targets.IsEmpty)
            return;

        var (x, y, width) = (energy.ContextSize, energy.TargetSize, energy.Dimension);
        var buffer = ArrayPool<float>.Shared.Rent(block.Count * width);
        var rows = buffer.AsSpan(0, block.Count * width);
        for (var row = 0; row < block.Count; row++)
        {
            block.Input(0).Slice(row * x, x).CopyTo(rows[(row * width)..]);
            targets.Slice(row * y, y).CopyTo(rows[((row * width) + x)..]);
        }

        ((IModelEnergy)energy).Compute(rows, outputs);
        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>What is computed of a view without y, or where nothing else is wanted.</summary>
    private sealed class PredictionsOfContext(InputColumn context, OutputColumn<float> predictions, IConditionalEnergy energy) : IBlockMap
    {
        public IReadOnlyList<InputColumn> Inputs { get; } = [context];

        public IReadOnlyList<OutputColumn> Outputs { get; } = [predictions];

        public void Map(Block block)
        {
            if (block.IsActive(predictions))
                energy.Predict(block.Input(), block.Output(predictions));
        }
    }
}
