namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Small made data for contract classes: the same in every run and on every machine.</summary>
internal static class Tables
{
    /// <summary>
    /// Points around three centres that lie far apart in the first two of every four features; the other two are zero
    /// in every second row. No row is like another.
    /// </summary>
    internal static float[][] Blobs(int rows = 90, int features = 4)
    {
        var next = 12345u;
        return [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, features).Select(feature => Value(row, feature)).ToArray())];

        float Value(int row, int feature) => (feature % 4) switch
        {
            0 => (4 * ((row % 3) - 1)) + Noise(),
            1 => (row % 3 == 1 ? 4 : -4) + Noise(),
            _ => row % 2 == 0 ? 0 : Noise(),
        };

        // A linear congruential generator: whole numbers to twelve bits, exact in any arithmetic.
        float Noise()
        {
            next = unchecked((next * 1664525u) + 1013904223u);
            return ((int)(next >> 20) - 2048) / 2048f;
        }
    }

    internal static Table Vectors(string name = "Features", int rows = 90, int features = 4)
        => new(Floats.Vector(name, Blobs(rows, features)));

    /// <summary>Positive numbers of which a few stand out.</summary>
    internal static Table Scalars(string name, int rows = 90)
        => new(Floats.Scalar(name, Blobs(rows, 1).Select((v, row) => (v[0] * v[0]) + (row % 30 == 7 ? 50 : 0) + (row / 64f))));
}
