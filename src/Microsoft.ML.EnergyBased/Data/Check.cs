namespace Microsoft.ML.EnergyBased.Data;

/// <summary>Checks of options: each throws at construction and names the option.</summary>
internal static class Check
{
    internal static void Positive(int value, string option)
    {
        if (value <= 0)
            throw new ArgumentOutOfRangeException(option, value, "Must be positive");
    }

    internal static void Count(int value, int most, string option)
    {
        if (value <= 0 || value > most)
            throw new ArgumentOutOfRangeException(option, value, $"Must be from 1 to {most}");
    }

    internal static void NonNegativeFinite(double value, string option)
    {
        if (!(value >= 0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(option, value, "Must be finite and not negative");
    }

    internal static void Finite(double value, string option)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(option, value, "Must be finite");
    }

    /// <summary>Holds a share in (<paramref name="above"/>, <paramref name="upTo"/>].</summary>
    internal static void Share(double value, double above, double upTo, string option)
    {
        if (!(value > above && value <= upTo))
            throw new ArgumentOutOfRangeException(option, value, FormattableString.Invariant($"Must be in ({above}, {upTo}]"));
    }

    internal static void Defined<TEnum>(TEnum value, string option)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentOutOfRangeException(option, value, "Must be one of " + string.Join(", ", Enum.GetNames<TEnum>()));
    }

    internal static void ColumnName(string? name, string option)
    {
        ArgumentNullException.ThrowIfNull(name, option);
        if (string.IsNullOrWhiteSpace(name))
            throw new ArgumentOutOfRangeException(option, name, "Must be the name of a column");
    }

    /// <summary>Holds an input column's name apart from that of another.</summary>
    internal static void OtherColumn(string? name, string option, string other, string otherOption)
    {
        ColumnName(name, option);
        if (name == other)
            throw new ArgumentOutOfRangeException(option, name, $"Must differ from {otherOption}");
    }

    /// <summary>Output columns may be dropped (null), but neither be empty nor share a name.</summary>
    internal static void OutputNames(params ReadOnlySpan<(string? Name, string Option)> outputs)
    {
        var seen = new Dictionary<string, string>();
        foreach (var (name, option) in outputs)
        {
            if (name is null)
                continue;
            ColumnName(name, option);
            if (!seen.TryAdd(name, option))
                throw new ArgumentOutOfRangeException(option, name, $"Must differ from {seen[name]}");
        }

        if (seen.Count == 0)
            throw new ArgumentOutOfRangeException(outputs[0].Option, null, "At least one output column must be kept");
    }
}
