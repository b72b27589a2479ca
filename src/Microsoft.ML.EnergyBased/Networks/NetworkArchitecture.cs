using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Networks;

/// <summary>
/// The layers of a network, and how its parameters lie in one array: all weights, layer by layer, then all biases. So
/// optimizers, weight decay, clipping and files run over one array.
/// </summary>
internal sealed class NetworkArchitecture
{
    /// <summary>The most hidden layers that options and model files may ask for.</summary>
    public const int MaximumHiddenLayers = 256;

    private NetworkArchitecture(LayerShape[] layers, int weights)
    {
        Layers = layers;
        WeightCount = weights;
        ParameterCount = checked(weights + layers.Sum(layer => layer.Outputs));
    }

    public IReadOnlyList<LayerShape> Layers { get; }

    public int Inputs => Layers[0].Inputs;

    public int Outputs => Layers[^1].Outputs;

    /// <summary>The number of weights, which come first.</summary>
    public int WeightCount { get; }

    public int ParameterCount { get; }

    /// <summary>A chain of layers with weights of their own.</summary>
    public static NetworkArchitecture Chain(int inputs, IReadOnlyList<int> units, IReadOnlyList<Activation> activations)
        => Create(inputs, units, activations, tied: false);

    /// <summary>
    /// Layers dimension → hidden... → hidden... reversed → dimension. The last of <paramref name="hidden"/> is the code.
    /// Tied, layer 2n − 1 − i has the transposed weights of layer i.
    /// </summary>
    public static NetworkArchitecture Autoencoder(int dimension, IReadOnlyList<int> hidden, Activation activation, Activation output, bool tied)
    {
        ArgumentOutOfRangeException.ThrowIfZero(hidden.Count, nameof(hidden));
        int[] units = [.. hidden, .. hidden.Reverse().Skip(1), dimension];
        Activation[] activations = [.. Enumerable.Repeat(activation, units.Length - 1), output];
        return Create(dimension, units, activations, tied);
    }

    /// <summary>Draws weights for a new network; the same seed gives the same.</summary>
    public void Initialize(Span<float> parameters, WeightInitialization initialization, ulong seed)
    {
        parameters.Clear();
        for (var l = 0; l < Layers.Count; l++)
        {
            var layer = Layers[l];
            if (layer.Transposed)
                continue;
            var weights = parameters.Slice(layer.WeightOffset, layer.Weights);
            var stream = new RandomStream(seed, RandomPurpose.Weights, (uint)l);
            var chosen = initialization != WeightInitialization.Automatic ? initialization
                : layer.Activation is Activation.ReLU or Activation.LeakyReLU or Activation.Softplus or Activation.SiLU ? WeightInitialization.He
                : WeightInitialization.Glorot;
            if (chosen == WeightInitialization.Glorot)
            {
                var limit = MathF.Sqrt(6f / (layer.Inputs + layer.Outputs));
                stream.FillUniform(weights);
                foreach (ref var weight in weights)
                    weight = ((2 * weight) - 1) * limit;
            }
            else
            {
                var standardDeviation = MathF.Sqrt((chosen == WeightInitialization.He ? 2f : 1f) / layer.Inputs);
                stream.FillNormal(weights);
                foreach (ref var weight in weights)
                    weight *= standardDeviation;
            }
        }
    }

    private static NetworkArchitecture Create(int inputs, IReadOnlyList<int> units, IReadOnlyList<Activation> activations, bool tied)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfZero(units.Count, nameof(units));
        if (units.Count != activations.Count)
            throw new ArgumentException($"{units.Count} layers need as many activations, got {activations.Count}.", nameof(activations));
        var weights = 0;
        var own = tied ? units.Count / 2 : units.Count;
        var offsets = new int[units.Count];
        for (int l = 0, width = inputs; l < units.Count; width = units[l], l++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(units[l], 1, nameof(units));
            if (!Enum.IsDefined(activations[l]))
                throw new ArgumentOutOfRangeException(nameof(activations), activations[l], "Unknown activation.");
            if (l >= own)
            {
                offsets[l] = offsets[units.Count - 1 - l];
                continue;
            }
            offsets[l] = weights;
            weights = checked(weights + checked(width * units[l]));
        }

        var layers = new LayerShape[units.Count];
        var bias = weights;
        for (int l = 0, width = inputs; l < units.Count; width = units[l], l++)
        {
            layers[l] = new LayerShape(width, units[l], activations[l], offsets[l], bias, Transposed: l >= own);
            bias = checked(bias + units[l]);
        }
        return new NetworkArchitecture(layers, weights);
    }
}
