using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

[assembly: LoadableTransformer<Microsoft.ML.EnergyBased.ContrastiveDivergenceTransformer>("Energy trained by contrastive divergence")]

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="ContrastiveDivergenceTrainer"/>: scores rows by their energy, and can be sampled.</summary>
public sealed partial class ContrastiveDivergenceTransformer : EnergyModelTransformer, ILoadableTransformer<ContrastiveDivergenceTransformer>
{
    internal const string LoaderSignature = "Ebm.Contrastive";

    private static readonly ComponentFormat Format = new("ContrastiveDivergenceTransformer", "CDENERGY", LoaderSignature, Version: 1);

    internal ContrastiveDivergenceTransformer(
        string featureColumnName, OutputSet<EnergyOutputs> outputs, IContrastiveEnergy energy, float inverseTemperature, FeatureMoments moments)
        : base(featureColumnName, outputs, energy)
    {
        Moments = moments;
        Energy = energy;
        InverseTemperature = inverseTemperature;
    }

    /// <summary>The trained energy, with its gradient: scores blocks of rows, and is sampled, without ML.NET.</summary>
    public IDifferentiableEnergy Energy { get; }

    /// <summary>The energy as a restricted Boltzmann machine, or null where it is a network.</summary>
    public RestrictedBoltzmannEnergy? Machine => Energy as RestrictedBoltzmannEnergy;

    /// <summary>The energy as a network, or null where it is a restricted Boltzmann machine.</summary>
    public NetworkEnergy? Network => Energy as NetworkEnergy;

    /// <summary>β of the density e^{−βE}/Z that was learnt.</summary>
    public float InverseTemperature { get; }

    static ComponentFormat ILoadableTransformer<ContrastiveDivergenceTransformer>.Format => Format;

    internal override float DensityInverseTemperature => InverseTemperature;

    internal override FeatureMoments Moments { get; }

    internal override ComponentFormat SavedFormat => Format;

    static ContrastiveDivergenceTransformer ILoadableTransformer<ContrastiveDivergenceTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var features = reader.ReadColumnName("feature");
        var beta = reader.ReadPositive("inverse temperature");
        if (!float.IsFinite(beta))
            throw reader.Bad("inverse temperature", beta);
        var energy = StoredEnergies.Read<IContrastiveEnergy>(reader);
        if (energy.InverseTemperature is { } own && own != beta)
            throw reader.Bad("inverse temperature", $"{beta}, where the energy has {own}");
        var moments = FeatureMoments.Load(reader, energy.Dimension);
        if (energy.Domain is { } domain && !InputColumn.IsWithin(moments.Means, domain))
            throw reader.Bad("means", $"values outside of [{domain.Minimum}, {domain.Maximum}], where the energy has its domain");
        return new ContrastiveDivergenceTransformer(features, energy.Outputs.Read(reader), energy, beta, moments);
    }

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: feature column name
        // float: β, above 0 and finite
        // the energy, as StoredEnergies says
        // float[d]: means, float[d]: standard deviations (above 0) of the training rows, finite
        // the names of its outputs, as OutputSet says
        writer.Write(FeatureColumnName);
        writer.Write(InverseTemperature);
        StoredEnergies.Write(writer, Energy);
        Moments.Save(writer);
        Declared.Write(writer);
    }
}
