namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>What random numbers are for: streams of different purposes under one seed are independent. The numbers are fixed: models depend on them.</summary>
internal enum RandomPurpose : uint
{
    /// <summary>The first prototypes of K-means.</summary>
    KMeansStart = 1,

    /// <summary>The order of the rows in an epoch.</summary>
    RowOrder = 2,

    /// <summary>The weights that a network begins with.</summary>
    Weights = 3,

    /// <summary>The noise that corrupts a row.</summary>
    Corruption = 4,

    /// <summary>Which rows validate.</summary>
    ValidationRows = 5,

    /// <summary>The proposals of a sampler: noise, kicks, momenta, independent draws.</summary>
    SamplerProposal = 32,

    /// <summary>The decisions of a sampler: one uniform a chain.</summary>
    SamplerDecision = 33,

    /// <summary>Hidden units drawn given visible ones.</summary>
    HiddenUnits = 34,

    /// <summary>Visible units drawn given hidden ones.</summary>
    VisibleUnits = 35,

    /// <summary>Exchanges between the rungs of a tempering ladder.</summary>
    TemperingExchange = 36,

    /// <summary>The first points of annealed importance sampling.</summary>
    AnnealingStart = 37,

    /// <summary>Which units pseudo-log-likelihood flips.</summary>
    PseudoLikelihood = 38,

    /// <summary>The first parameters of a restricted Boltzmann machine.</summary>
    BoltzmannStart = 39,

    /// <summary>Where the chains of contrastive divergence begin, and which of them start anew.</summary>
    ContrastiveChains = 40,

    /// <summary>Noise that an objective adds to data or draws beside it.</summary>
    ContrastiveNoise = 41,

    /// <summary>Where the chains begin that sample a fitted model.</summary>
    SampleStart = 42,

    /// <summary>Where the searches of a completion begin.</summary>
    CompletionStart = 50,

    /// <summary>The direction in which the power method starts.</summary>
    PowerIteration = 80,

    /// <summary>What inverse iteration for an eigenvector starts with.</summary>
    EigenvectorStart = 82,

    /// <summary>The directions in which a Krylov space starts, and goes on where it has come to its end.</summary>
    KrylovStart = 83,

    /// <summary>Atoms that a dictionary starts from, drawn at random.</summary>
    DictionaryStart = 81,

    /// <summary>The seeds of the K-means fits that the restarts of a mixture begin with.</summary>
    MixtureStart = 90,

    /// <summary>Which component of a mixture a sample is of.</summary>
    MixtureComponent = 91,

    /// <summary>The normals that a sample of a mixture is made of.</summary>
    MixtureNoise = 92,

    /// <summary>Where the search for a latent behind a decoder starts.</summary>
    LatentStart = 100,

    /// <summary>The latents that the training rows of latent optimisation begin with.</summary>
    TrainingLatents = 101,

    /// <summary>Latents that are decoded to draw rows.</summary>
    LatentSamples = 102,

    /// <summary>Latents that an integral over z is estimated from.</summary>
    LatentIntegral = 103,

    /// <summary>Which training rows are kept as neighbours.</summary>
    NeighborRows = 104,
}
