using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Models as they are loaded from files whose weights were changed: the payload is written, changed, and read again.</summary>
internal static class AlteredWeights
{
    /// <summary>The names of the weights that a model has.</summary>
    internal static IReadOnlyList<string> Of(ITransformer model) => [.. WeightsOf(model).Select(weights => weights.Name)];

    /// <summary>The model with these weights changed.</summary>
    /// <exception cref="FormatException">The loader refuses them.</exception>
    internal static EnergyBasedTransformer Load(IHostEnvironment env, ITransformer model, string name, string how, double magnitude, int seed)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            EmbeddedModel.Write(new PayloadWriter(writer), (EnergyModelTransformer)model);
        var payload = stream.ToArray();

        var (_, values, isDouble) = WeightsOf(model).Single(weights => weights.Name == name);
        var before = Bytes(values, isDouble);
        var at = payload.AsSpan().IndexOf(before);
        if (at < 0)
            throw new InvalidOperationException($"The payload of {model} does not hold its {name}.");
        MagnitudeRows.Alter(values, how, magnitude, seed);
        Bytes(values, isDouble).CopyTo(payload, at);
        return EmbeddedModel.Read(env, new PayloadReader(new MemoryStream(payload), payload.Length, new ComponentFormat("altered", "", "", 1), 1));
    }

    private static byte[] Bytes(double[] values, bool isDouble)
        => isDouble ? MemoryMarshal.AsBytes<double>(values).ToArray() : MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, MagnitudeRows.Clamp)).ToArray();

    private static List<(string Name, double[] Values, bool IsDouble)> WeightsOf(ITransformer model)
    {
        var energy = (model as EnergyModelTransformer)?.RowEnergy;
        return energy switch
        {
            KMeansEnergy means => [Singles("prototypes", means.Prototypes)],
            AutoencoderEnergy autoencoder => [Singles("parameters", autoencoder.Parameters)],
            ClassifierEnergy classifier => [Singles("parameters", classifier.Parameters)],
            RestrictedBoltzmannEnergy machine => [Singles("weights", machine.Weights), Singles("parameters", machine.Parameters)],
            NetworkEnergy network => [Singles("parameters", network.Parameters)],
            MixtureEnergy mixture => [Doubles("means", mixture.Means), Doubles("covariances", ((MixtureComponents)mixture.Components).Covariances)],
            PrincipalSubspaceEnergy subspace => [Doubles("mean", subspace.Mean), Singles("components", subspace.Components)],
            SparseCodingEnergy sparse => [Singles("atoms", sparse.Atoms)],
            LatentOptimizationEnergy decoder => [Singles("parameters", decoder.Parameters)],
            ConditionalLatentEnergy conditional => [Singles("parameters", conditional.Parameters)],
            _ => [],
        };
    }

    private static (string Name, double[] Values, bool IsDouble) Singles(string name, ReadOnlySpan<float> values)
        => (name, Array.ConvertAll(values.ToArray(), value => (double)value), false);

    private static (string Name, double[] Values, bool IsDouble) Doubles(string name, ReadOnlySpan<double> values) => (name, values.ToArray(), true);
}
