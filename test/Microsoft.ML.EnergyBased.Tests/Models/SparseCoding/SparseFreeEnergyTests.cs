using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Models.SparseCoding;

public class SparseFreeEnergyTests
{
    private const float Sparsity = 0.3f;

    [Theory]
    [InlineData(0.5f, false)]
    [InlineData(2, false)]
    [InlineData(50, false)]
    [InlineData(2, true)]
    public void OnAnOrthonormalBasisItIsASumOfIntegrals(float beta, bool nonNegative)
    {
        // Every coordinate by itself: ∫ e^{−β(½(y − z)² + λ|z|)} dz, on a fine grid.
        const int D = 8;
        var identity = new float[D * D];
        for (var k = 0; k < D; k++)
            identity[(k * D) + k] = 1;
        float[] row = [.. Enumerable.Range(0, D).Select(j => (0.4f * j) - 1)];
        var expected = row.Sum(y =>
        {
            const double Step = 1e-3;
            double sum = 0;
            for (var z = (nonNegative ? 0 : -40) + (Step / 2); z < 40; z += Step)
                sum += Step * Math.Exp(-beta * ((0.5 * (y - z) * (y - z)) + (Sparsity * Math.Abs(z))));
            return -Math.Log(sum) / beta;
        });
        Agree(expected, Estimate(identity, D, row, beta, nonNegative));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void OfAtomsThatOverlapItIsTheIntegralOverBoth(float beta)
    {
        float[] atoms = [1, 0, 0.8f, 0.6f];
        float[] row = [0.9f, 0.5f];
        const double Step = 0.01;
        double sum = 0;
        for (double a = -12; a < 12; a += Step)
        {
            for (double b = -12; b < 12; b += Step)
                sum += Step * Step * Math.Exp(-beta * SparseReference.Energy(row, atoms, [a, b], Sparsity));
        }
        Agree(-Math.Log(sum) / beta, Estimate(atoms, 2, row, beta, nonNegative: false));
    }

    public static TheoryData<Refusal> BadArgumentsAreRefusedCases
    {
        get
        {
            var energy = Create([1, 0, 0.8f, 0.6f], 2, nonNegative: false);
            var alone = new FreeEnergyEstimate[1];
            return new()
            {
                Refusal.Of<ArgumentOutOfRangeException>("inverseTemperature", () => energy.FreeEnergy([1, 1], float.PositiveInfinity, alone)),
                Refusal.Of<ArgumentOutOfRangeException>("chains", () => energy.FreeEnergy([1, 1], 1, alone, chains: 1)),
                Refusal.Of<OperationCanceledException>(() => energy.FreeEnergy([1, 1], 1, alone, cancellationToken: new CancellationToken(true))),
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadArgumentsAreRefusedCases))]
    public void BadArgumentsAreRefused(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void ARowDoesNotDependOnItsNeighboursAndABadOneIsNaN()
    {
        var energy = Create([1, 0, 0.8f, 0.6f], 2, nonNegative: false);
        var estimates = new FreeEnergyEstimate[3];
        energy.FreeEnergy([0.9f, 0.5f, float.NaN, 0, -1, 2], 3, estimates, chains: 20, temperatures: 30, seed: 4);
        var alone = new FreeEnergyEstimate[1];
        energy.FreeEnergy([-1, 2], 3, alone, chains: 20, temperatures: 30, seed: 4);
        estimates[2].Should().Be(alone[0]);
        estimates[1].FreeEnergy.Should().Be(double.NaN);
        estimates[1].StandardError.Should().Be(double.NaN);
        estimates[2].Should().NotBe(estimates[0]);
    }

    private static FreeEnergyEstimate Estimate(float[] atoms, int dimension, float[] row, float beta, bool nonNegative)
    {
        var estimates = new FreeEnergyEstimate[1];
        Create(atoms, dimension, nonNegative).FreeEnergy(row, beta, estimates, chains: 300, temperatures: 1000, seed: 2);
        return estimates[0];
    }

    private static SparseCodingEnergy Create(float[] atoms, int dimension, bool nonNegative)
        => new(atoms, atoms.Length / dimension, dimension, new SparseInference(Sparsity, nonNegative, SparseInferenceAlgorithm.CoordinateDescent, 1e-6f, 1000));

    // A test that allows everything tests nothing: the standard error has a limit too.
    private static void Agree(double expected, FreeEnergyEstimate estimate)
    {
        estimate.FreeEnergy.Should().BeApproximately(expected, 4 * estimate.StandardError);
        estimate.StandardError.Should().BeInRange(1e-9, 0.02 * (1 + Math.Abs(expected)));
    }
}
