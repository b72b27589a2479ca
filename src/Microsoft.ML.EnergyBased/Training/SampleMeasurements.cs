namespace Microsoft.ML.EnergyBased.Training;

/// <summary>What an epoch's points of a negative phase were like.</summary>
/// <param name="Energy">The mean energy of the points that were pushed up; NaN without such points.</param>
/// <param name="AcceptanceRate">The mean acceptance of their chains; of independent points the share that counts, (Σw)²/Σw² of their number; NaN without a decision.</param>
internal readonly record struct SampleMeasurements(double Energy, double AcceptanceRate)
{
    public static readonly SampleMeasurements None = new(double.NaN, double.NaN);
}
