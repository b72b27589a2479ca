namespace Microsoft.ML.EnergyBased.Tests.Numerics;

/// <summary>Symmetric matrices of known eigenvalues, the awkward ones among them.</summary>
internal static class Spectra
{
    public static TheoryData<string, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int>();
        foreach (var kind in (string[])["falling", "zero", "equal", "one", "halves", "near", "geometric"])
        {
            foreach ((var n, var count) in ((int, int)[])[(1, 1), (2, 1), (2, 2), (5, 2), (17, 17), (64, 5), (101, 33)])
                cases.Add(kind, n, count);
        }
        return cases;
    }

    /// <summary>Eigenvalues in falling order.</summary>
    public static double[] Of(string kind, int n) => [.. Enumerable.Range(0, n).Select(i => kind switch
    {
        "falling" => n - (double)i,
        "zero" => 0,
        "equal" => 1,
        "one" => i == 0 ? 5 : 0,
        "halves" => i < n / 2 ? 5 : 1,
        "near" => 1 - (i * 1e-13),
        "geometric" => Math.Pow(0.3, i),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    })];

    /// <summary>QΛQᵀ, Q being a product of random reflections.</summary>
    public static double[] Matrix(double[] spectrum, int seed)
    {
        var n = spectrum.Length;
        var random = new Random(seed);
        var matrix = new double[n * n];
        for (var i = 0; i < n; i++)
            matrix[(i * n) + i] = spectrum[i];
        for (var reflection = 0; reflection < 3; reflection++)
        {
            double[] v = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)];
            var scale = 2 / v.Sum(x => x * x);
            // A ← HAH by p = sAv, q = p − ½s(pᵀv)v, A − vqᵀ − qvᵀ.
            double[] p = [.. Enumerable.Range(0, n).Select(i => scale * Enumerable.Range(0, n).Sum(j => matrix[(i * n) + j] * v[j]))];
            var along = 0.5 * scale * p.Zip(v, (x, y) => x * y).Sum();
            double[] q = [.. p.Zip(v, (x, y) => x - (along * y))];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                    matrix[(i * n) + j] -= (v[i] * q[j]) + (q[i] * v[j]);
            }
        }
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
                matrix[(i * n) + j] = matrix[(j * n) + i];
        }
        return matrix;
    }

    /// <summary>The eigenvalues are the greatest, and the vectors orthonormal and eigenvectors.</summary>
    public static void AssertLeading(double[] matrix, double[] spectrum, double[] values, double[] vectors)
    {
        var n = spectrum.Length;
        var allowed = 1e-12 * Math.Max(1, spectrum[0]);
        for (var k = 0; k < values.Length; k++)
        {
            values[k].Should().BeApproximately(spectrum[k], allowed);
            ReadOnlySpan<double> vector = vectors.AsSpan(k * n, n);
            double residual = 0;
            for (var i = 0; i < n; i++)
            {
                var sum = -values[k] * vector[i];
                for (var j = 0; j < n; j++)
                    sum += matrix[(i * n) + j] * vector[j];
                residual += sum * sum;
            }
            Math.Sqrt(residual).Should().BeInRange(0, allowed);
            for (var l = 0; l <= k; l++)
            {
                double product = 0;
                for (var j = 0; j < n; j++)
                    product += vector[j] * vectors[(l * n) + j];
                product.Should().BeApproximately(l == k ? 1 : 0, 1e-12);
            }
        }
    }
}
