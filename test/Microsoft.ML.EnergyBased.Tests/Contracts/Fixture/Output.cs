namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>An output column that a component promises.</summary>
/// <param name="Name">Its name under the component's quick options.</param>
/// <param name="OfBadRow">Each of its values, as text, for a row whose input cannot be used.</param>
/// <param name="SlotNamesFrom">The input whose SlotNames it carries, or null.</param>
public sealed record Output(string Name, string OfBadRow, string? SlotNamesFrom = null)
{
    /// <summary>The inputs that it is computed from, so that nothing else makes it bad; null for all of them.</summary>
    public IReadOnlyList<string>? Reads { get; init; }

    public static Output Number(string name, string? slotNamesFrom = null) => new(name, "NaN", slotNamesFrom);

    /// <summary>A key counted from 1; 0 stands for a missing one.</summary>
    public static Output Key(string name) => new(name, "0");

    public static Output Boolean(string name, bool ofBadRow) => new(name, ofBadRow.ToString());
}
