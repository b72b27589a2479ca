namespace Microsoft.ML.EnergyBased;

/// <summary>How the weights of a layer are drawn before training; biases begin at 0.</summary>
public enum WeightInitialization
{
    /// <summary>He where a layer's activation is ReLU, leaky ReLU, softplus or SiLU, otherwise Glorot.</summary>
    Automatic = 0,

    /// <summary>Uniform on ±√(6/(inputs + outputs)): Glorot and Bengio, AISTATS 2010, equation 16. For tanh and sigmoid.</summary>
    Glorot = 1,

    /// <summary>Normal with variance 2/inputs: He, Zhang, Ren and Sun, ICCV 2015, equation 10. For ReLU and its kin.</summary>
    He = 2,

    /// <summary>Normal with variance 1/inputs: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998, equation 16.</summary>
    LeCun = 3,
}
