namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>
/// The limits of a search: options and model files are held to the same numbers, so that neither a slip
/// nor a hostile file makes the scoring of a row go on without end, or take all memory.
/// </summary>
internal static class SearchLimits
{
    /// <summary>Starts of a search, or answers of a row.</summary>
    public const int Starts = 4096;

    /// <summary>Iterations of a search from one start.</summary>
    public const int Iterations = 100_000;

    /// <summary>Starts × iterations.</summary>
    public const int Steps = 1 << 21;

    /// <summary>Values that a row may have beside it: predictions × their size, answers or starts × the size of a row.</summary>
    public const int ValuesOfARow = 1 << 24;

    /// <summary>Applications of a reconstruction to a row.</summary>
    public const int ReconstructionSteps = 10_000;

    /// <summary>Checks starts and iterations against the limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are too few or too many.</exception>
    public static void Check(int starts, string startsName, int iterations, string iterationsName)
    {
        if (starts is < 1 or > Starts)
            throw new ArgumentOutOfRangeException(startsName, starts, $"There must be 1 to {Starts} starts.");
        CheckIterations(iterations, iterationsName);
        if ((long)starts * iterations > Steps)
            throw new ArgumentOutOfRangeException(iterationsName, iterations, $"With {starts} starts there must be at most {Steps / starts} iterations.");
    }

    /// <summary>Checks iterations against their limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are too few or too many.</exception>
    public static void CheckIterations(int iterations, string name)
    {
        if (iterations is < 1 or > Iterations)
            throw new ArgumentOutOfRangeException(name, iterations, $"There must be 1 to {Iterations} iterations.");
    }

    /// <summary>Checks what a row has beside it against the limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is too much.</exception>
    public static void CheckValues(int count, string name, int size)
    {
        if ((long)count * size > ValuesOfARow)
            throw new ArgumentOutOfRangeException(name, count, $"Of {size} values each there must be at most {ValuesOfARow / Math.Max(1, size)}.");
    }
}
