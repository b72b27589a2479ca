namespace Microsoft.ML.EnergyBased.Tests.Training;

/// <summary>Options that differ in little.</summary>
internal static class OptionsExtensions
{
    /// <summary>A copy of the options in which some are others.</summary>
    public static T With<T>(this T options, Action<T> change)
        where T : EstimatorOptions
    {
        var copy = (T)options.Copy();
        change(copy);
        return copy;
    }
}
