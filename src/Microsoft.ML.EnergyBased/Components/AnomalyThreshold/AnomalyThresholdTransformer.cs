using Microsoft.ML.EnergyBased.Components.AnomalyThreshold;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

[assembly: LoadableTransformer<Microsoft.ML.EnergyBased.AnomalyThresholdTransformer>("Anomaly threshold on an energy")]

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="AnomalyThresholdEstimator"/>: flags rows whose energy lies above a threshold.</summary>
public sealed class AnomalyThresholdTransformer : EnergyBasedTransformer, ILoadableTransformer<AnomalyThresholdTransformer>
{
    internal const string LoaderSignature = "Ebm.AnomalyThreshold";

    private static readonly ComponentFormat Format = new("AnomalyThresholdTransformer", "ENTHRESH", LoaderSignature, Version: 1);

    private readonly InputColumn _energy;
    private readonly OutputSet<AnomalyPass> _outputs;
    private readonly EnergyDistribution _distribution;
    private volatile float _threshold;

    internal AnomalyThresholdTransformer(
        string energyColumnName, OutputSet<AnomalyPass> outputs, EnergyDistribution distribution, float threshold)
    {
        _energy = InputColumn.Scalar(energyColumnName, "energy column");
        _outputs = outputs;
        _distribution = distribution;
        _threshold = threshold;
    }

    /// <summary>
    /// Rows of higher energy than this are flagged. It can be changed without a refit, is saved with the model, and
    /// holds for whatever is computed after the change.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    public float Threshold
    {
        get => _threshold;
        set
        {
            Check.Finite(value, nameof(Threshold));
            _threshold = value;
        }
    }

    static ComponentFormat ILoadableTransformer<AnomalyThresholdTransformer>.Format => Format;

    private protected override IReadOnlyList<InputColumn> Inputs => [_energy];

    private protected override IReadOnlyList<OutputColumn> Outputs => _outputs.Columns;

    internal override ComponentFormat SavedFormat => Format;

    static AnomalyThresholdTransformer ILoadableTransformer<AnomalyThresholdTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var energy = reader.ReadColumnName("energy");
        var outputs = AnomalyPass.DeclareOutputs().Read(reader);
        var threshold = reader.ReadFinite("threshold");
        var count = reader.ReadInt32("number of energies", minimum: 1, maximum: EnergyDistribution.Capacity);
        var sorted = reader.ReadSingles("energies", count);
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] < sorted[i - 1])
                throw reader.Bad("energies", $"{sorted[i]} after {sorted[i - 1]}, which is not ascending");
        }

        return new AnomalyThresholdTransformer(energy, outputs, new EnergyDistribution(sorted), threshold);
    }

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: energy column name
        // the names of its outputs, as OutputSet says
        // float: threshold, finite
        // int32: number of kept training energies n, 1 to 100,000
        // float[n]: the energies, ascending, finite
        writer.Write(_energy.Name);
        _outputs.Write(writer);
        writer.Write(Threshold);
        writer.Write(_distribution.Sorted.Length);
        writer.Write(_distribution.Sorted);
    }

    private protected override void Map(Block block)
    {
        var energies = block.Input();
        var threshold = _threshold;
        var pass = _outputs.Open(block);
        if (!pass.Scores.IsEmpty)
            energies.CopyTo(pass.Scores);
        for (var row = 0; row < pass.Flags.Length; row++)
            pass.Flags[row] = energies[row] > threshold;
        for (var row = 0; row < pass.PValues.Length; row++)
            pass.PValues[row] = _distribution.PValue(energies[row]);
    }
}
