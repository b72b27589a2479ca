namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>Checks of options: each throws at construction and names the option.</summary>
internal static class Check
{
    internal static void Positive(long value, string option)
        => That(value > 0, value, option, "Must be positive.");

    internal static void AtLeast(long least, long value, string option)
        => That(value >= least, value, option, $"Must be at least {least}.");

    internal static void Count(int value, int most, string option)
        => That(value >= 1 && value <= most, value, option, $"Must be from 1 to {most}.");

    internal static void PositiveFinite(double value, string option)
        => That(value > 0 && double.IsFinite(value), value, option, "Must be positive and finite.");

    internal static void NonNegativeFinite(double value, string option)
        => That(value >= 0 && double.IsFinite(value), value, option, "Must be finite and not negative.");

    internal static void Finite(double value, string option)
        => That(double.IsFinite(value), value, option, "Must be finite.");

    /// <summary>Holds β to (0, ∞].</summary>
    internal static void InverseTemperature(float value, string option)
        => That(value > 0, value, option, "Must be positive, or infinite.");

    /// <summary>Holds a share to (<paramref name="above"/>, <paramref name="upTo"/>].</summary>
    internal static void Share(double value, double above, double upTo, string option)
        => That(value > above && value <= upTo, value, option, FormattableString.Invariant($"Must be in ({above}, {upTo}]."));

    /// <summary>Holds a part to [0, 1): what is left of the whole is never nothing.</summary>
    internal static void Part(double value, string option)
        => That(value is >= 0 and < 1, value, option, "Must be in [0, 1).");

    internal static void Defined<TEnum>(TEnum value, string option)
        where TEnum : struct, Enum
        => That(Enum.IsDefined(value), value, option, "Must be one of " + string.Join(", ", Enum.GetNames<TEnum>()) + ".");

    /// <summary>Holds the units of hidden layers to their range.</summary>
    internal static void Layers(IReadOnlyList<int> units, int fewest, int most, string option)
    {
        ArgumentNullException.ThrowIfNull(units, option);
        That(
            units.Count >= fewest && units.Count <= most && units.All(size => size > 0), string.Join(", ", units), option,
            $"There must be {fewest} to {most} hidden layers, and at least 1 unit in each.");
    }

    internal static void ColumnName(string? name, string option)
    {
        ArgumentNullException.ThrowIfNull(name, option);
        That(!string.IsNullOrWhiteSpace(name), name, option, "Must be the name of a column.");
    }

    /// <summary>Holds the name of an input column to differ from that of another.</summary>
    internal static void OtherColumn(string? name, string option, string other, string otherOption)
    {
        ColumnName(name, option);
        That(name != other, name, option, $"Must differ from {otherOption}.");
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
                throw new ArgumentOutOfRangeException(option, name, $"Must differ from {seen[name]}.");
        }

        That(seen.Count > 0, null, outputs[0].Option, "At least one output column must be kept.");
    }

    /// <summary>Vectors that a training starts from: as many as there must be, of one size, finite, and given only where an option says so.</summary>
    /// <param name="vectors">The vectors, or null for a start from the data.</param>
    /// <param name="option">The option that holds them.</param>
    /// <param name="count">How many there must be.</param>
    /// <param name="countOption">The option that says so.</param>
    /// <param name="isGiven">Whether the option <paramref name="whereGiven"/> says so.</param>
    /// <param name="whereGiven">"Initialization = Given".</param>
    internal static void Start(float[][]? vectors, string option, int count, string countOption, bool isGiven, string whereGiven)
    {
        if (vectors is null)
        {
            if (isGiven)
                throw new ArgumentNullException(option, $"Needed with {whereGiven}.");
            return;
        }

        That(isGiven, null, option, $"Taken with {whereGiven} only.");
        That(vectors.Length == count, null, option, $"Must hold {countOption} = {count} vectors, got {vectors.Length}.");
        foreach (var vector in vectors)
        {
            ArgumentNullException.ThrowIfNull(vector, option);
            That(vector.Length > 0 && vector.Length == vectors[0].Length, null, option, "Must be vectors of one and the same size.");
            foreach (var value in vector)
                Finite(value, option);
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">It does not hold.</exception>
    internal static void That(bool holds, object? value, string option, string message)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(option, value, message);
    }
}
