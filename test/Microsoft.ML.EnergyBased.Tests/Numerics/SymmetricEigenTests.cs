using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(101)]
    public void ARandomMatrixIsTheSumOfItsEigenvectors(int n)
    {
        var matrix = Random(n, seed: n);
        (var vectors, var values) = Decompose(matrix, n);

        var scale = values.Max(Math.Abs);
        values.ShouldEqual(values.OrderDescending());
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                double sum = 0, product = 0;
                for (var k = 0; k < n; k++)
                {
                    sum += values[k] * vectors[(k * n) + i] * vectors[(k * n) + j];
                    product += vectors[(i * n) + k] * vectors[(j * n) + k];
                }
                sum.Should().BeApproximately(matrix[(i * n) + j], 1e-13 * n * scale);
                product.Should().BeApproximately(i == j ? 1 : 0, 1e-14 * n);
            }
        }
    }

    [Fact]
    public void TheSecondDifferenceHasItsKnownEigenvalues()
    {
        const int N = 30;
        var matrix = new double[N * N];
        for (var i = 0; i < N; i++)
        {
            matrix[(i * N) + i] = 2;
            if (i > 0)
                matrix[(i * N) + i - 1] = matrix[((i - 1) * N) + i] = -1;
        }
        (_, var values) = Decompose(matrix, N);
        for (var k = 0; k < N; k++)
            values[k].Should().BeApproximately(2 - (2 * Math.Cos(Math.PI * (N - k) / (N + 1))), 1e-13);
    }

    [Theory]
    [InlineData(1e-200)]
    [InlineData(1e-60)]
    [InlineData(1e60)]
    [InlineData(1e140)]
    public void ScaleDoesNotMatter(double scale)
    {
        var matrix = Random(12, seed: 5);
        (_, var expected) = Decompose(matrix, 12);
        (_, var values) = Decompose([.. matrix.Select(x => x * scale)], 12);
        for (var k = 0; k < 12; k++)
            (values[k] / scale).Should().BeApproximately(expected[k], 1e-12 * expected[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void EqualEigenvaluesLeaveTheOneApartItsVector(double shift)
    {
        // A projection onto (1, 1, ..., 1), and 3·I beside it.
        const int N = 8;
        var matrix = new double[N * N];
        Array.Fill(matrix, 1.0 / N);
        for (var i = 0; i < N; i++)
            matrix[(i * N) + i] += shift;
        (var vectors, var values) = Decompose(matrix, N);
        values[0].Should().BeApproximately(shift + 1, 1e-14);
        values[1..].ShouldAllBeCloseTo(shift, 1e-14);
        vectors[..N].ShouldAllBeCloseTo(1 / Math.Sqrt(N), 1e-14);
    }

    [Fact]
    public void NothingHasVanishingEigenvaluesAndTheUnitVectors()
    {
        var zero = new double[9];
        (var identity, var zeros) = Decompose(zero, 3);
        zeros.ShouldEqual([0, 0, 0]);
        identity.ShouldEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    }

    [Fact]
    public void TheValueOfGreatestMagnitudeIsPositive()
    {
        (var vectors, _) = Decompose(Random(20, seed: 9), 20);
        foreach (var vector in vectors.Chunk(20))
            vector.Max().Should().Be(vector.Max(Math.Abs));
    }

    [Fact]
    public void RoundingErrorsOfManyZerosDoNotKeepItFromEnding()
    {
        const int N = 200;
        double[] spectrum = [.. Enumerable.Range(0, N).Select(i => 1e100 * (i % 3))];
        (_, var values) = Decompose(Spectra.Matrix(spectrum, seed: 1), N);
        for (var k = 0; k < N; k++)
            (values[k] / 1e100).Should().BeApproximately(spectrum.OrderDescending().ElementAt(k) / 1e100, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Spectra.Cases), MemberType = typeof(Spectra))]
    public void LeadingEigenvectorsAreThoseOfTheWhole(string kind, int n, int count)
    {
        var spectrum = Spectra.Of(kind, n);
        var matrix = Spectra.Matrix(spectrum, seed: n);
        var values = new double[count];
        var vectors = new double[count * n];
        SymmetricEigen.Leading([.. matrix], values, vectors);
        Spectra.AssertLeading(matrix, spectrum, values, vectors);
    }

    public static TheoryData<Refusal> ATokenEndsItCases
    {
        get
        {
            var cancelled = new CancellationToken(canceled: true);
            return new()
            {
                Refusal.Of<OperationCanceledException>(() => SymmetricEigen.Decompose(Random(20, seed: 1), new double[20], cancelled)),
                Refusal.Of<OperationCanceledException>(() => SymmetricEigen.Leading(Random(20, seed: 1), new double[2], new double[40], cancelled)),
                Refusal.Of<OperationCanceledException>(() => Cholesky.TryFactor(Random(20, seed: 1), 20, cancelled)),
                Refusal.Of<OperationCanceledException>(() => Cholesky.InvertTransposed(Random(20, seed: 1), 20, new double[400], 20, cancelled)),
            };
        }
    }

    [Theory]
    [MemberData(nameof(ATokenEndsItCases))]
    public void ATokenEndsIt(Refusal refusal) => refusal.ShouldHappen();

    private static (double[] Vectors, double[] Values) Decompose(double[] matrix, int n)
    {
        double[] vectors = [.. matrix];
        var values = new double[n];
        SymmetricEigen.Decompose(vectors, values);
        return (vectors, values);
    }

    private static double[] Random(int n, int seed)
    {
        var random = new Random(seed);
        var matrix = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
                matrix[(i * n) + j] = matrix[(j * n) + i] = (2 * random.NextDouble()) - 1;
        }
        return matrix;
    }
}
