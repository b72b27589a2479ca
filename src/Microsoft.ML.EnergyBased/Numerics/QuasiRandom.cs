namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// Points of the unit cube that fill it evenly, however many are taken: (½ + i·a) mod 1, where a_j = φ⁻ʲ and φ is the
/// positive root of φ^(d+1) = φ + 1.
/// </summary>
/// <remarks>Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences", 2018.</remarks>
internal static class QuasiRandom
{
    /// <summary>a, for as many dimensions as there is room for.</summary>
    public static void Steps(Span<double> steps)
    {
        double root = 2;
        for (var i = 0; i < 64; i++)
            root = Math.Pow(1 + root, 1.0 / (steps.Length + 1));
        for (var j = 0; j < steps.Length; j++)
            steps[j] = Math.Pow(root, -(j + 1));
    }

    /// <summary>a of some dimensions.</summary>
    public static double[] StepsOf(int dimensions)
    {
        var steps = new double[dimensions];
        Steps(steps);
        return steps;
    }

    /// <summary>Value <paramref name="index"/> along an axis, in [0, 1).</summary>
    public static double Value(double step, long index)
    {
        var value = 0.5 + (step * index);
        return value - Math.Floor(value);
    }
}
