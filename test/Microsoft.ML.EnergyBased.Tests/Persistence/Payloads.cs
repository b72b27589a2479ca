using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Tests.Persistence;

/// <summary>The smallest payloads of the components, written field by field, so that a test can say one of them otherwise.</summary>
internal static class Payloads
{
    /// <summary>The payload in its frame, with the right digest.</summary>
    internal static byte[] Framed(ComponentFormat format, Action<PayloadWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        PayloadFrame.Write(writer, format, write);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Bytes as a payload, with the right digest.</summary>
    internal static byte[] Framed(ReadOnlySpan<byte> payload)
    {
        byte[] frame = [.. BitConverter.GetBytes(1), .. BitConverter.GetBytes((long)payload.Length), .. payload];
        return [.. frame, .. SHA256.HashData(frame).AsSpan(0, 8)];
    }

    internal static byte[] Framed<T>(Action<PayloadWriter> write)
        where T : ILoadableTransformer<T> => Framed(T.Format, write);

    internal static T Load<T>(byte[] framed)
        where T : ILoadableTransformer<T> => PayloadFrame.Read(new MemoryStream(framed), T.Format, reader => T.Load(new MLContext(), reader));

    internal static Action<PayloadWriter> KMeans(string features = "Features", string? energy = "Energy", string? score = "Score") => w =>
    {
        w.Write(features);
        w.Write("KMeans");
        w.Write(float.PositiveInfinity);
        w.Write(2);
        w.Write(1);
        w.Write((int)MissingValues.Skip);
        w.Write([0f, 1f]);
        Optional(w, energy, null, score, null, null, null);
        w.Write(1.0);
        w.Write(1);
        w.Write(true);
    };

    internal static Action<PayloadWriter> Threshold(string energy = "Energy", string? score = "Score", string? label = "PredictedLabel") => w =>
    {
        w.Write(energy);
        Optional(w, score, label, null);
        w.Write(1f);
        w.Write(1);
        w.Write([1f]);
    };

    internal static Action<PayloadWriter> Autoencoder(
        string features = "Features", string? energy = "Energy", string? code = "Code", int steps = 1, int layers = 1,
        ReconstructionLoss loss = ReconstructionLoss.SquaredError, Activation output = Activation.Identity) => w =>
    {
        w.Write(features);
        w.Write("Autoencoder");
        w.Write((int)loss);
        w.Write(steps);
        w.Write(1);
        w.WriteLayers([.. Enumerable.Repeat(1, layers)]);
        w.Write((int)Activation.Identity);
        w.Write((int)output);
        w.Write(false);
        w.WriteParameters(new float[4 * layers]);
        Optional(w, energy, null, code, null);
    };

    internal static Action<PayloadWriter> Classifier(string features = "Features", string? score = "Score", string? label = "PredictedLabel") => w =>
    {
        w.Write(features);
        w.Write("Classifier");
        w.Write(1);
        w.Write(2);
        w.WriteLayers([]);
        w.Write((int)Activation.ReLU);
        w.WriteParameters(new float[4]);
        w.Write(false);
        Optional(w, score, label, null, null);
    };

    internal static Action<PayloadWriter> Machine(
        string features = "Features", string? energy = "Energy", string? code = "Code", VisibleUnits units = VisibleUnits.Bernoulli, float mean = 0, float logVariance = 0, string kind = "RestrictedBoltzmann", float beta = 1) => w =>
    {
        w.Write(features);
        w.Write(1f);
        w.Write(kind);
        w.Write(beta);
        w.Write((int)units);
        w.Write(1);
        w.Write(1);
        w.WriteParameters(units == VisibleUnits.Gaussian ? [0, 0, 0, logVariance] : new float[3]);
        if (units == VisibleUnits.Gaussian)
            w.Write(false);
        w.Write([mean]);
        w.Write([1f]);
        Optional(w, energy, null, code, null);
    };

    internal static Action<PayloadWriter> Sparse(string features = "Features", string? energy = "Energy", string? latent = "Latent", int iterations = 10, int atoms = 1, float atom = 1, string? context = null, string kind = "SparseCoding") => w =>
    {
        Latent(w, kind, features, context);
        w.Write(0.1f);
        w.Write(false);
        w.Write((int)SparseInferenceAlgorithm.CoordinateDescent);
        w.Write(1e-5f);
        w.Write(iterations);
        w.Write(atoms);
        w.Write(1);
        w.Write(Filled(atoms, atom));
        Optional(w, energy, null, latent, null, null, null);
    };

    internal static Action<PayloadWriter> Decoder(int dimension = 1, int starts = 1, int iterations = 10, double[]? covariance = null) => w =>
    {
        Latent(w, "LatentOptimization", "Features");
        w.Write(dimension);
        w.Write(2);
        w.WriteLayers([]);
        w.Write((int)Activation.ReLU);
        w.Write((int)Activation.Identity);
        w.Write((int)LatentConstraint.Ball);
        w.Write(starts);
        w.Write(iterations);
        w.Write(1e-4f);
        w.Write(1L);
        w.WriteParameters(new float[3 * dimension]);
        w.Write([0f, 0f]);
        w.Write(covariance ?? [1, 0, 0, 1]);
        Optional(w, "Energy", null, "Latent", null, null);
    };

    internal static Action<PayloadWriter> Mixture(double[]? weights = null, double[]? covariances = null, MixtureCovariance kind = MixtureCovariance.Full) => w =>
    {
        Latent(w, "Mixture", "Features");
        w.Write(1f);
        w.Write((int)MissingValues.Skip);
        w.Write((int)kind);
        w.Write(2);
        w.Write(2);
        if (kind == MixtureCovariance.Full)
            w.Write(0);
        w.Write(weights ?? [0.25, 0.75]);
        w.Write(new double[4]);
        w.Write(covariances ?? [1, 0.5, 0.5, 1, 1, 0, 0, 1]);
        Optional(w, "Energy", null, "Latent", null, null, null);
    };

    internal static Action<PayloadWriter> WideMixture(int rank = 1, double[]? directions = null, double[]? scales = null, double floor = 1e-6, double centre = 0) => w =>
    {
        Latent(w, "Mixture", "Features");
        w.Write(1f);
        w.Write((int)MissingValues.Skip);
        w.Write((int)MixtureCovariance.Full);
        w.Write(2);
        w.Write(2);
        w.Write(rank);
        w.Write([centre, 0]);
        w.Write(scales ?? [1, 2]);
        w.Write(directions ?? [0.6, 0.8]);
        w.Write(floor);
        w.Write([0.25, 0.75]);
        w.Write([-1.0, 1]);
        w.Write([1.0, 2]);
        Optional(w, "Energy", null, "Latent", null, null, null);
    };

    internal static Action<PayloadWriter> Subspace(float[]? components = null, double[]? variances = null, double total = 5, bool probabilistic = false) => w =>
    {
        Latent(w, "PrincipalSubspace", "Features");
        w.Write(2);
        w.Write(2);
        w.Write([0.0, 0.0]);
        w.Write(components ?? [0.6f, 0.8f, -0.8f, 0.6f]);
        w.Write(variances ?? [3.0, 1.0]);
        w.Write(total);
        w.Write(probabilistic);
        Optional(w, "Energy", null, "Latent", null);
    };

    internal static Action<PayloadWriter> Conditional(
        string features = "Features", string? context = "Context", int target = 1, LatentSet? latent = null, int predictions = 4, int starts = 6, int iterations = 30, int draws = 64) => w =>
    {
        var set = latent ?? LatentSet.Continuous();
        Latent(w, "Conditional", features, context);
        w.Write(1);
        w.Write(target);
        w.Write((int)set.Kind);
        w.Write(set.Size);
        w.Write(set.Minimum);
        w.Write(set.Maximum);
        w.Write(set.Penalty);
        w.Write(1f);
        w.Write(predictions);
        w.Write(starts);
        w.Write(iterations);
        w.Write(1e-6f);
        w.Write(draws);
        w.WriteLayers([1]);
        w.Write((int)Activation.Tanh);
        w.Write((int)Activation.Identity);
        w.WriteParameters(new float[1 + set.Size + target + 1 + target]);
        Optional(w, "Energy", null, "Latent", null, null, "Predictions");
    };

    /// <summary>A completion by an autoencoder of one value.</summary>
    internal static Action<PayloadWriter> Completion(
        string? completed = "Completed", string? energy = "Energy", int answers = 1, int starts = 2, int iterations = 10, string model = DenoisingAutoencoderTransformer.LoaderSignature) => w =>
    {
        w.Write(model);
        w.Write(1);
        w.WriteNested(Autoencoder());
        w.Write(answers);
        w.Write((int)CompletionMethod.MaskedIteration);
        w.Write(starts);
        w.Write(iterations);
        w.Write(1e-4f);
        if (answers == 1)
            Optional(w, completed, energy, null);
        else
            Optional(w, completed, energy, null, null, null);
        w.Write(1L);
        w.Write([0f]);
        w.Write([1f]);
    };

    private static void Optional(PayloadWriter writer, params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
            writer.WriteOptional(name);
    }

    private static void Latent(PayloadWriter writer, string kind, string features, string? context = null)
    {
        writer.Write(features);
        writer.WriteOptional(context);
        writer.Write(kind);
    }

    private static float[] Filled(int count, float value)
    {
        var values = new float[count];
        values.AsSpan().Fill(value);
        return values;
    }
}
