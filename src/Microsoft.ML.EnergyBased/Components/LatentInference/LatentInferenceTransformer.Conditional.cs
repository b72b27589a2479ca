using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Components.LatentInference;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;

namespace Microsoft.ML.EnergyBased;

// A model of y given x: two columns, side by side for the energy, and predictions that need x alone.
public sealed partial class LatentInferenceTransformer
{
    private readonly ConditionalLatentEnergy? _conditional;
    private readonly PredictionsOfContext? _predictions;

    private protected override IBlockMap MapOf(DataViewSchema schema)
        => _predictions is not null && (_outputs.All.Count == 1 || schema.GetColumnOrNull(_features.Name) is null) ? _predictions : this;

    private static InputColumn[] InputsOf(LatentColumns columns, ILatentEnergy energy)
    {
        if (energy is not ConditionalLatentEnergy conditional)
            return [InputColumn.Vector(columns.Features, "feature column", energy.Dimension)];
        return
        [
            InputColumn.Vector(columns.Context!, "context column", conditional.ContextSize),
            InputColumn.Vector(columns.Features, "feature column", conditional.TargetSize),
        ];
    }

    private void MapConditional(Block block, ConditionalLatentEnergy energy)
    {
        var predictions = block.Output(_outputs.Predictions);
        if (!predictions.IsEmpty)
            energy.Predict(block.Input(0), predictions);
        var targets = block.Input(1);
        if (targets.IsEmpty)
            return;

        var (x, y, width) = (energy.ContextSize, energy.TargetSize, energy.Dimension);
        var reconstructions = block.Output(_outputs.Reconstruction);
        var scratch = ArrayPool<float>.Shared.Rent(2 * block.Count * width);
        var rows = scratch.AsSpan(0, block.Count * width);
        var restored = reconstructions.IsEmpty ? default : scratch.AsSpan(rows.Length, rows.Length);
        for (var row = 0; row < block.Count; row++)
        {
            block.Input(0).Slice(row * x, x).CopyTo(rows[(row * width)..]);
            targets.Slice(row * y, y).CopyTo(rows[((row * width) + x)..]);
        }

        energy.Infer(
            rows, block.Output(_outputs.Energy), block.Output(_outputs.Latent), restored,
            MemoryMarshal.Cast<float, LatentSearch>(block.Output(_outputs.Inference)));
        for (var row = 0; row < block.Count && !restored.IsEmpty; row++)
            restored.Slice((row * width) + x, y).CopyTo(reconstructions[(row * y)..]);
        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>What is computed of a view without y, or where nothing else is wanted.</summary>
    private sealed class PredictionsOfContext(InputColumn context, OutputColumn<float> predictions, ConditionalLatentEnergy energy) : IBlockMap
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
