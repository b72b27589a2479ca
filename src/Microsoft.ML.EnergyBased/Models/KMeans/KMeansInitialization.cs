namespace Microsoft.ML.EnergyBased;

/// <summary>Where the prototypes of K-means start.</summary>
public enum KMeansInitialization
{
    /// <summary>
    /// Greedy k-means++: each prototype is the best of 2 + ⌊ln K⌋ rows drawn with probability proportional to their
    /// energy under the prototypes chosen so far (Arthur and Vassilvitskii, "k-means++: The Advantages of Careful
    /// Seeding", SODA 2007, with the greedy variant of its section 7).
    /// </summary>
    KMeansPlusPlus,

    /// <summary>K distinct rows drawn at random (by weight, where rows are weighted).</summary>
    Random,

    /// <summary>Prototypes supplied by the caller, for instance those of an earlier model.</summary>
    Given,
}
