using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Models.Classifier;

/// <summary>What an energy over classes looks like; with its parameters it is the whole of it.</summary>
/// <param name="Dimension">Values in a row, at least 1.</param>
/// <param name="HiddenUnits">Units of each hidden layer; none for a linear energy.</param>
/// <param name="Activation">Of the hidden layers.</param>
/// <param name="NumberOfClasses">At least 2.</param>
internal sealed record ClassifierShape(int Dimension, IReadOnlyList<int> HiddenUnits, Activation Activation, int NumberOfClasses)
{
    /// <exception cref="ArgumentOutOfRangeException">A size is too small, or the activation unknown.</exception>
    public NetworkArchitecture CreateNetwork()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(NumberOfClasses, 2);
        Activation[] activations = [.. Enumerable.Repeat(Activation, HiddenUnits.Count), Activation.Identity];
        return NetworkArchitecture.Chain(Dimension, [.. HiddenUnits, NumberOfClasses], activations);
    }

    public bool Equals(ClassifierShape? other)
        => other is not null && Dimension == other.Dimension && HiddenUnits.SequenceEqual(other.HiddenUnits)
            && Activation == other.Activation && NumberOfClasses == other.NumberOfClasses;

    public override int GetHashCode() => HashCode.Combine(Dimension, HiddenUnits.Count, Activation, NumberOfClasses);
}
