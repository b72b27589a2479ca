using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class KrylovEigenTests
{
    [Theory]
    [MemberData(nameof(Spectra.Cases), MemberType = typeof(Spectra))]
    public void ProductsAloneGiveTheLeadingEigenvectors(string kind, int n, int count)
    {
        var spectrum = Spectra.Of(kind, n);
        var matrix = Spectra.Matrix(spectrum, seed: n);
        (var values, var vectors) = Leading(matrix, n, count, threads: 1);
        Spectra.AssertLeading(matrix, spectrum, values, vectors);
    }

    [Fact]
    public void ASpaceThatHasComeToItsLimitBeginsAgain()
    {
        // Eigenvalues beside each other to a thousandth take more vectors than six blocks.
        double[] spectrum = [.. Enumerable.Range(0, 400).Select(i => i < 12 ? 2 - (0.001 * i) : 1.5 * (400 - i) / 400)];
        var matrix = Spectra.Matrix(spectrum, seed: 2);
        (var values, var vectors) = Leading(matrix, 400, 2, threads: 2, mostVectors: 60);
        Spectra.AssertLeading(matrix, spectrum, values, vectors);
    }

    [Fact]
    public void ThreadsDoNotChangeABit()
    {
        var matrix = Spectra.Matrix(Spectra.Of("falling", 101), seed: 3);
        (var values, var vectors) = Leading(matrix, 101, 3, threads: 1);
        (var others, var otherVectors) = Leading(matrix, 101, 3, threads: 5);
        others.ShouldEqual(values);
        otherVectors.ShouldEqual(vectors);
    }

    [Fact]
    public void ATokenEndsIt()
        => FluentActions.Invoking(() => KrylovEigen.Leading(
            20, (count, block) => block.ToArray(), new double[1], new double[20], 1, new CancellationToken(canceled: true))).Should().Throw<OperationCanceledException>();

    private static (double[] Values, double[] Vectors) Leading(double[] matrix, int n, int count, int threads, int mostVectors = 1500)
    {
        var values = new double[count];
        var vectors = new double[count * n];
        KrylovEigen.Leading(n, Multiply, values, vectors, threads, CancellationToken.None, mostVectors);
        return (values, vectors);

        double[] Multiply(int length, ReadOnlyMemory<double> block)
        {
            var images = new double[length * n];
            for (var i = 0; i < images.Length; i++)
            {
                var vector = block.Span.Slice(i / n * n, n);
                for (var j = 0; j < n; j++)
                    images[i] += matrix[(i % n * n) + j] * vector[j];
            }
            return images;
        }
    }
}
