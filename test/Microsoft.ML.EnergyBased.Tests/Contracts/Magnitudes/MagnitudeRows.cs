using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Rows of a magnitude, in one of several patterns; the same ones for the same seed.</summary>
internal static class MagnitudeRows
{
    /// <summary>How the rows of a sweep may look.</summary>
    internal static IReadOnlyList<string> Patterns { get; } = ["uniform", "signed", "groups", "moved", "columns", "mixed", "row", "cell"];

    /// <summary>Finite rows.</summary>
    /// <param name="pattern">One of <see cref="Patterns"/>.</param>
    /// <param name="magnitude">What the greatest values are about.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="features">Values in a row.</param>
    /// <param name="seed">Of the random numbers.</param>
    internal static float[][] Of(string pattern, float magnitude, int rows, int features, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, features).Select(feature => Clamp(Value(row, feature))).ToArray())];

        double Value(int row, int feature) => pattern switch
        {
            "uniform" => magnitude * random.NextDouble(),
            "signed" => magnitude * Signed(),
            "groups" => magnitude * (((row + feature) % 3) - 1 + (0.1 * Signed())),
            "moved" => magnitude * (1 + (1e-3 * Signed())),
            "columns" => Signed() * Math.Pow(magnitude, features == 1 ? 1 : (2.0 * feature / (features - 1)) - 1),
            "mixed" => Signed() * Math.Pow(magnitude, Signed()),
            "row" => row == rows / 2 ? magnitude * Signed() : Signed(),
            "cell" => row == rows / 2 && feature == features / 2 ? magnitude : Signed(),
            _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "There is no such pattern."),
        };

        double Signed() => (2 * random.NextDouble()) - 1;
    }

    /// <summary>Changes numbers, in place, as the weights of a model file may be changed; they stay finite.</summary>
    internal static void Alter(Span<double> values, string how, double magnitude, int seed)
    {
        var random = new Random(seed);
        switch (how)
        {
            case "times":
                TensorPrimitives.Multiply(values, magnitude, values);
                break;
            case "mixed":
                foreach (ref var value in values)
                    value *= Math.Pow(magnitude, (2 * random.NextDouble()) - 1);
                break;
            case "signs":
                foreach (ref var value in values)
                    value = random.Next(2) == 0 ? magnitude : -magnitude;
                break;
            case "one":
                values[random.Next(values.Length)] = magnitude;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how), how, "There is no such way.");
        }
    }

    /// <summary>The ways of <see cref="Alter"/>.</summary>
    internal static IReadOnlyList<string> Ways { get; } = ["times", "mixed", "signs", "one"];

    internal static float Clamp(double value) => (float)Math.Clamp(value, -float.MaxValue, float.MaxValue);
}
