namespace Microsoft.ML.EnergyBased.Networks;

/// <summary>A dense layer y = f(x·W + b), and where its parameters lie in the network's.</summary>
/// <param name="Inputs">The length of x, at least 1.</param>
/// <param name="Outputs">The length of y, at least 1.</param>
/// <param name="Activation">f.</param>
/// <param name="WeightOffset">Where W begins: inputs × outputs values, or outputs × inputs where <paramref name="Transposed"/>.</param>
/// <param name="BiasOffset">Where b begins.</param>
/// <param name="Transposed">Whether W is the transpose of what is stored, which then is an earlier layer's.</param>
internal sealed record LayerShape(int Inputs, int Outputs, Activation Activation, int WeightOffset, int BiasOffset, bool Transposed)
{
    public int Weights => Inputs * Outputs;
}
