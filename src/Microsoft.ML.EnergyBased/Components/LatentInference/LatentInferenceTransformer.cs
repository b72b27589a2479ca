using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

[assembly: LoadableTransformer<Microsoft.ML.EnergyBased.LatentInferenceTransformer>("Latent-variable energy")]

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// A trained latent-variable energy E(y, z): at Transform each row is a search for the latent that explains it.
/// </summary>
/// <remarks>
/// Outputs, as far as the estimator named them: Energy (Single, F_β(y)), FeatureEnergy (vector, the share of each feature),
/// Latent (vector, z*), Reconstruction (vector, what z* decodes to), and what else the energy gives: Score and PredictedLabel
/// (vector of E(y, z), and key) of a z with a few values, ActiveAtoms (Single, how many values of z* are not 0), Inference
/// (vector: Iterations, Gap, Converged of the search), and of a model of y given x Predictions (vector, the y of each z of a
/// set), which needs x alone. A row with NaN or an infinite value gives NaN.
/// </remarks>
public sealed partial class LatentInferenceTransformer : EnergyModelTransformer, ILoadableTransformer<LatentInferenceTransformer>
{
    internal const string LoaderSignature = "Ebm.LatentInference";

    private static readonly ComponentFormat Format = new("LatentInferenceTransformer", "LATENERG", LoaderSignature, Version: 1);

    private readonly string? _contextColumnName;

    /// <param name="featureColumnName">y: what the energy is of.</param>
    /// <param name="outputs">What it gives.</param>
    /// <param name="energy">The energy.</param>
    /// <param name="contextColumnName">x: what a conditional energy is given; of others null.</param>
    internal LatentInferenceTransformer(
        string featureColumnName, OutputSet<EnergyOutputs> outputs, ILatentEnergy energy, string? contextColumnName = null)
        : base(InputsOf(featureColumnName, contextColumnName, energy), outputs, (IModelEnergy)energy)
    {
        _contextColumnName = contextColumnName;
        _conditional = energy as IConditionalEnergy;
        if (_conditional is not null && outputs[nameof(EnergyColumns.Predictions)] is OutputColumn<float> predictions)
            _predictions = new PredictionsOfContext(Inputs[0], predictions, _conditional);
        Energy = energy;
    }

    /// <summary>The trained energy: infers, decodes and scores blocks of rows without ML.NET.</summary>
    public ILatentEnergy Energy { get; }

    static ComponentFormat ILoadableTransformer<LatentInferenceTransformer>.Format => Format;

    internal override ComponentFormat SavedFormat => Format;

    static LatentInferenceTransformer ILoadableTransformer<LatentInferenceTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var features = reader.ReadColumnName("feature");
        var context = reader.ReadOptionalColumnName("context");
        if (context == features)
            throw reader.Bad("context column name", context);
        var energy = StoredEnergies.Read<ILatentEnergy>(reader);
        if (context is null == energy is IConditionalEnergy)
            throw reader.Bad("context column name", $"{context ?? "none"}, of {energy}");
        return new LatentInferenceTransformer(features, ((IModelEnergy)energy).Outputs.Read(reader), energy, context);
    }

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: feature column name, string?: context column name
        // the energy, as StoredEnergies says
        // the names of its outputs, as OutputSet says
        writer.Write(FeatureColumnName);
        writer.WriteOptional(_contextColumnName);
        StoredEnergies.Write(writer, Energy);
        Declared.Write(writer);
    }
}
