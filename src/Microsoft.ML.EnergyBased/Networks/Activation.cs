namespace Microsoft.ML.EnergyBased;

/// <summary>The function f that a layer applies to each of its sums.</summary>
public enum Activation
{
    /// <summary>f(x) = x.</summary>
    Identity = 0,

    /// <summary>f(x) = max(x, 0); its derivative at 0 is taken as 0.</summary>
    ReLU = 1,

    /// <summary>f(x) = x for x &gt; 0, otherwise x/100.</summary>
    LeakyReLU = 2,

    /// <summary>f(x) = tanh x, in (−1, 1).</summary>
    Tanh = 3,

    /// <summary>f(x) = 1/(1 + e⁻ˣ), in (0, 1).</summary>
    Sigmoid = 4,

    /// <summary>f(x) = ln(1 + eˣ), positive.</summary>
    Softplus = 5,

    /// <summary>f(x) = x/(1 + e⁻ˣ), also called swish.</summary>
    SiLU = 6,
}
