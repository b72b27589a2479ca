using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Components.LatentInference;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// A trained latent-variable energy E(y, z): at Transform each row is a search for the latent that explains it.
/// </summary>
/// <remarks>
/// Outputs, as far as the estimator named them: Energy (Single, F_β(y)), Latent (vector, z*), Reconstruction (vector, what
/// z* decodes to), Score and PredictedLabel (vector of E(y, z), and key: of a mixture), ActiveAtoms (Single, how many values of z*
/// are not 0), Inference (vector: Iterations, Gap, Converged of
/// the search), and of a model of y given x Predictions (vector, the y of each z of a set), which needs x alone. A row with
/// NaN or an infinite value gives NaN.
/// </remarks>
public sealed partial class LatentInferenceTransformer : EnergyBasedTransformer, IEnergyModel, ILoadableTransformer<LatentInferenceTransformer>
{
    internal const string LoaderSignature = "Ebm.LatentInference";

    private static readonly ComponentFormat Format = new("LatentInferenceTransformer", "LATENERG", LoaderSignature, Version: 1);

    private readonly LatentColumns _columns;
    private readonly InputColumn[] _inputs;
    private readonly InputColumn _features;
    private readonly LatentOutputs _outputs;

    internal LatentInferenceTransformer(LatentColumns columns, ILatentEnergy energy)
    {
        _columns = columns;
        _inputs = InputsOf(columns, energy);
        _features = _inputs[^1];
        _conditional = energy as ConditionalLatentEnergy;
        _outputs = new LatentOutputs(columns, _features.Size, energy.LatentSize, _conditional?.NumberOfPredictions ?? 0);
        if (_conditional is not null && _outputs.Predictions is { } predictions)
            _predictions = new PredictionsOfContext(_inputs[0], predictions, _conditional);
        Energy = energy;
    }

    /// <summary>The trained energy: infers, decodes and scores blocks of rows without ML.NET.</summary>
    public ILatentEnergy Energy { get; }

    /// <summary>The name of the feature column.</summary>
    public string FeatureColumnName => _columns.Features;

    IEnergy IEnergyModel.Energy => Energy;

    IReadOnlyList<InputColumn> IEnergyModel.Columns => Inputs;

    static ComponentFormat ILoadableTransformer<LatentInferenceTransformer>.Format => Format;

    private protected override IReadOnlyList<InputColumn> Inputs => _inputs;

    private protected override IReadOnlyList<OutputColumn> Outputs => _outputs.All;

    internal override ComponentFormat SavedFormat => Format;

    static LatentInferenceTransformer ILoadableTransformer<LatentInferenceTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var columns = LatentColumns.Load(reader);
        var energy = LatentFormat.Read(reader);
        if ((columns.Context ?? columns.Predictions) is { } name && energy is not ConditionalLatentEnergy)
            throw reader.Bad("column of a conditional model", name);
        if (columns.Context is null && energy is ConditionalLatentEnergy)
            throw reader.Bad("context column name", "none");
        if ((columns.Score ?? columns.PredictedLabel) is { } component && energy is not MixtureEnergy)
            throw reader.Bad("column of a mixture", component);
        if (columns.ActiveAtoms is { } count && energy is not SparseCodingEnergy)
            throw reader.Bad("column of sparse coding", count);
        if (columns.Inference is { } search && energy is MixtureEnergy or PrincipalSubspaceEnergy)
            throw reader.Bad("inference column name", search);
        return new LatentInferenceTransformer(columns, energy);
    }

    /// <summary>Says what was fitted, for logs and debuggers.</summary>
    public override string ToString() => $"{Energy}";

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: feature column name, string?: context column name
        // string?: names of Energy, Latent, Reconstruction, Score, PredictedLabel, Inference, ActiveAtoms, Predictions (null: dropped)
        // the energy, as LatentFormat says
        _columns.Save(writer);
        LatentFormat.Write(writer, Energy);
    }

    private protected override void Map(Block block)
    {
        if (_conditional is not null)
        {
            MapConditional(block, _conditional);
            return;
        }

        var rows = block.Input();
        var latents = block.Output(_outputs.Latent);
        var counts = block.Output(_outputs.ActiveAtoms);
        var labels = block.Output(_outputs.PredictedLabel);
        float[]? unwanted = null;
        if (latents.IsEmpty && !(counts.IsEmpty && labels.IsEmpty))
            latents = (unwanted = ArrayPool<float>.Shared.Rent(block.Count * Energy.LatentSize)).AsSpan(0, block.Count * Energy.LatentSize);

        var energies = block.Output(_outputs.Energy);
        var reconstructions = block.Output(_outputs.Reconstruction);
        var searches = MemoryMarshal.Cast<float, LatentSearch>(block.Output(_outputs.Inference));
        if (Energy is MixtureEnergy mixture)
            mixture.Infer(rows, energies, block.Output(_outputs.Score), latents, reconstructions, searches);
        else
            Energy.Infer(rows, energies, latents, reconstructions, searches);
        for (var i = 0; i < counts.Length; i++)
            counts[i] = CountActive(latents.Slice(i * Energy.LatentSize, Energy.LatentSize));
        for (var i = 0; i < labels.Length; i++)
            labels[i] = Label(latents.Slice(i * Energy.LatentSize, Energy.LatentSize));

        if (unwanted is not null)
            ArrayPool<float>.Shared.Return(unwanted);
    }

    // The greatest share; keys count from 1, and 0 is none.
    private static uint Label(ReadOnlySpan<float> latent) => float.IsNaN(latent[0]) ? 0 : (uint)TensorPrimitives.IndexOfMax(latent) + 1;

    // A row that its energy has no latent for has no count.
    private static float CountActive(ReadOnlySpan<float> latent) => float.IsNaN(latent[0]) ? float.NaN : latent.Length - latent.Count(0);
}
