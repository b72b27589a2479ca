namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>An output column that a component promises.</summary>
/// <param name="Name">Its name under the component's quick options.</param>
/// <param name="OfBadRow">Each of its values, as text, for a row whose input cannot be used.</param>
/// <param name="SlotNamesFrom">The input whose SlotNames it carries, or null.</param>
public sealed record Output(string Name, string OfBadRow, string? SlotNamesFrom = null)
{
    /// <summary>The inputs that it is computed from, so that nothing else makes it bad; null for all of them.</summary>
    public IReadOnlyList<string>? Reads { get; init; }

    /// <summary>
    /// How near a golden model comes to its scores on a machine with vectors of another width, relative: 1e-5. What a search finds
    /// is as near as its tolerance; how long a search took may be anything.
    /// </summary>
    public double Golden { get; init; } = 1e-5;

    /// <summary>A number that a search ends at.</summary>
    public static Output Found(string name, string? slotNamesFrom = null) => Number(name, slotNamesFrom) with { Golden = 5e-3 };

    /// <summary>The energy there: near a minimum it changes less than what it is an energy of.</summary>
    public static Output FoundEnergy(string name) => Number(name) with { Golden = 1e-4 };

    /// <summary>How a search went.</summary>
    public static Output Search(string name) => Number(name) with { Golden = double.MaxValue };

    public static Output Number(string name, string? slotNamesFrom = null) => new(name, "NaN", slotNamesFrom);

    /// <summary>A key counted from 1; 0 stands for a missing one.</summary>
    public static Output Key(string name) => new(name, "0");

    public static Output Boolean(string name, bool ofBadRow) => new(name, ofBadRow.ToString());
}
