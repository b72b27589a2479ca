using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="ContrastiveDivergenceTrainer"/>: scores rows by their energy, and can be sampled.</summary>
public sealed partial class ContrastiveDivergenceTransformer : EnergyBasedTransformer, IEnergyModel, ILoadableTransformer<ContrastiveDivergenceTransformer>
{
    internal const string LoaderSignature = "Ebm.Contrastive";

    private static readonly ComponentFormat Format = new("ContrastiveDivergenceTransformer", "CDENERGY", LoaderSignature, Version: 1);

    private readonly InputColumn _features;
    private readonly ContrastiveOutputs _outputs;
    private readonly FeatureMoments _moments;

    internal ContrastiveDivergenceTransformer(
        string featureColumnName, ContrastiveOutputs outputs, IDifferentiableEnergy energy, float inverseTemperature, FeatureMoments moments)
    {
        // The free energy of binary units has no floor beyond [0, 1]: such rows have no energy, instead of a low one.
        var binary = energy is RestrictedBoltzmannEnergy { VisibleUnits: VisibleUnits.Bernoulli };
        _features = InputColumn.Vector(featureColumnName, "feature column", energy.Dimension) with { Domain = binary ? (0, 1) : null };
        _outputs = outputs;
        _moments = moments;
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

    /// <summary>The name of the feature column.</summary>
    public string FeatureColumnName => _features.Name;

    IEnergy IEnergyModel.Energy => Energy;

    IReadOnlyList<InputColumn> IEnergyModel.Columns => Inputs;

    float IEnergyModel.DensityInverseTemperature => InverseTemperature;

    FeatureMoments? IEnergyModel.Moments => _moments;

    static ComponentFormat ILoadableTransformer<ContrastiveDivergenceTransformer>.Format => Format;

    private protected override IReadOnlyList<InputColumn> Inputs => [_features];

    private protected override IReadOnlyList<OutputColumn> Outputs => _outputs.All;

    internal override ComponentFormat SavedFormat => Format;

    static ContrastiveDivergenceTransformer ILoadableTransformer<ContrastiveDivergenceTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var features = reader.ReadColumnName("feature");
        var outputs = reader.ReadOutputNames("energy", "code", "reconstruction");
        var beta = reader.ReadPositive("inverse temperature");
        if (!float.IsFinite(beta))
            throw reader.Bad("inverse temperature", beta);
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var moments = FeatureMoments.Load(reader, dimension);
        var isNetwork = reader.ReadBoolean("kind of model");
        if (isNetwork && (outputs[1] ?? outputs[2]) is { } column)
            throw reader.Bad("output of an energy network", column);
        IDifferentiableEnergy energy = isNetwork ? ReadNetwork(reader, dimension) : ReadMachine(reader, dimension, beta, moments.Means);
        if (energy is RestrictedBoltzmannEnergy { VisibleUnits: VisibleUnits.Bernoulli } && !InputColumn.IsWithin(moments.Means, (0, 1)))
            throw reader.Bad("means", "values outside of [0, 1], of a machine of bits");
        var codeSize = (energy as RestrictedBoltzmannEnergy)?.HiddenUnits ?? 0;
        return new ContrastiveDivergenceTransformer(
            features, new ContrastiveOutputs(outputs[0], outputs[1], outputs[2], dimension, codeSize), energy, beta, moments);
    }

    /// <summary>Says what was fitted, for logs and debuggers.</summary>
    public override string ToString() => $"{Energy}";

    private static RestrictedBoltzmannEnergy ReadMachine(PayloadReader reader, int dimension, float beta, float[] means)
    {
        var units = reader.ReadEnum<VisibleUnits>("visible units");
        var shape = new RestrictedBoltzmannShape(units, dimension, reader.ReadInt32("hidden units", minimum: 1));
        var parameters = reader.ReadParameters(() => shape.Parameters);
        foreach (var logVariance in shape.LogVariancesOf((ReadOnlySpan<float>)parameters))
        {
            if (!float.IsNormal(beta * MathF.Exp(-logVariance)) || !float.IsNormal(MathF.Exp(logVariance)))
                throw reader.Bad("log of a variance", logVariance);
        }

        return new RestrictedBoltzmannEnergy(shape, parameters, beta, shape.IsGaussian ? means : default);
    }

    private static NetworkEnergy ReadNetwork(PayloadReader reader, int dimension)
    {
        var hidden = reader.ReadLayers("hidden units", minimum: 1);
        var activation = reader.ReadEnum<Activation>("activation");
        var quadratic = reader.ReadSingle("quadratic term");
        if (!(quadratic >= 0 && float.IsFinite(quadratic)))
            throw reader.Bad("quadratic term", quadratic);
        NetworkArchitecture? architecture = null;
        var parameters = reader.ReadParameters(() =>
        {
            architecture = NetworkArchitecture.Chain(dimension, [.. hidden, 1], [.. hidden.Select(_ => activation), Activation.Identity]);
            return architecture.ParameterCount;
        });
        return new NetworkEnergy(architecture!, parameters, quadratic);
    }

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: feature column name
        // string?: names of Energy, Code, Reconstruction (null: dropped)
        // float: β, above 0 and finite
        // int32: dimension d
        // float[d]: means, float[d]: deviations (above 0) of the training rows, finite; a Gaussian machine is that of v − means
        // byte: 0 restricted Boltzmann machine, 1 energy network
        // machine: int32: visible units, int32: hidden units H
        //     int32: number of parameters, float[]: W (d × H), b, c, and for Gaussian units log σ², finite; σ² too
        // network: int32: number of hidden layers, int32[]: their units, int32: activation, float: κ, finite and at least 0
        //     int32: number of parameters, float[]: all weights layer by layer, then all biases, finite
        writer.Write(_features.Name);
        writer.WriteOptional(_outputs.Energy?.Name);
        writer.WriteOptional(_outputs.Code?.Name);
        writer.WriteOptional(_outputs.Reconstruction?.Name);
        writer.Write(InverseTemperature);
        writer.Write(Energy.Dimension);
        _moments.Save(writer);
        writer.Write(Network is not null);
        if (Machine is { } machine)
        {
            writer.Write((int)machine.VisibleUnits);
            writer.Write(machine.HiddenUnits);
            writer.WriteParameters(machine.Parameters);
        }
        else if (Network is { } network)
        {
            writer.WriteLayers([.. network.Architecture.Layers.SkipLast(1).Select(layer => layer.Outputs)]);
            writer.Write((int)network.Architecture.Layers[0].Activation);
            writer.Write(network.Quadratic);
            writer.WriteParameters(network.Parameters);
        }
    }

    private protected override void Map(Block block)
    {
        var rows = block.Input();
        var energies = block.Output(_outputs.Energy);
        if (!energies.IsEmpty)
            Energy.Energy(rows, energies);
        if (Machine is not { } machine)
            return;
        var codes = block.Output(_outputs.Code);
        if (!codes.IsEmpty)
            machine.Encode(rows, codes);
        var reconstructions = block.Output(_outputs.Reconstruction);
        if (!reconstructions.IsEmpty)
            machine.Reconstruct(rows, reconstructions);
    }
}
