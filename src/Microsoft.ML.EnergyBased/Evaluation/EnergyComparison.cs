namespace Microsoft.ML.EnergyBased;

/// <summary>One line of a comparison: a value that was tried, the model it gave, and the energies that model gives.</summary>
/// <typeparam name="T">The type of the values tried, such as the number of prototypes.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Model">The model fitted with it.</param>
/// <param name="Train">The energies of the training rows.</param>
/// <param name="HeldOut">The energies of the held-out rows.</param>
public sealed record EnergyComparison<T>(T Value, ITransformer Model, EnergyMetrics Train, EnergyMetrics HeldOut)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Value}: held-out energy {HeldOut.MeanEnergy:G6}, training energy {Train.MeanEnergy:G6}");
}
