using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

public sealed class RowCompletionTests
{
    private static readonly CompletionSettings Settings = new()
    {
        Method = CompletionMethod.GradientDescent,
        InferenceStarts = 12,
        InferenceIterations = 500,
        InferenceTolerance = 1e-6f,
        Means = [0, 0, 0],
        StandardDeviations = [1, 1, 2],
    };

    [Fact]
    public void AQuadraticEnergyIsCompletedByItsConditionalMean()
    {
        // E = ½ yᵀPy: given y1 = 1 the minimum solves P_uu y_u = −P_u1.
        var energy = new Quadratic([2, 0.5f, -1, 0.5f, 1, 0.25f, -1, 0.25f, 3]);
        var answer = new float[3];
        var reached = new float[1];
        new RowCompletion(energy, Settings).Complete([1, float.NaN, float.NaN], answer, reached).Should().Be(1);
        const float Determinant = (1 * 3) - (0.25f * 0.25f);
        answer[0].Should().Be(1);
        answer[1].Should().BeApproximately(((-0.5f * 3) - (0.25f * 1)) / Determinant, 1e-4);
        answer[2].Should().BeApproximately(((1 * 1) + (0.25f * 0.5f)) / Determinant, 1e-4);
        var check = new float[1];
        energy.Energy(answer, check);
        reached[0].Should().Be(check[0]);
    }

    [Fact]
    public void ChainsTakeAFeatureThatHardlyVaries()
    {
        // The square of its deviation is 0 in Single.
        var answer = new float[3];
        var reached = new float[1];
        var completion = new RowCompletion(
            new Quadratic([2, 0, 0, 0, 1, 0, 0, 0, 3]), Settings with { Method = CompletionMethod.ClampedSampling, InferenceIterations = 20, StandardDeviations = [1, 1e-25f, 1] });
        completion.Complete([1, float.NaN, 2], answer, reached).Should().Be(1);
        (answer[0], answer[2]).Should().Be(((float, float))(1, 2));
        float.IsFinite(answer[1]).Should().BeTrue();
        float.IsFinite(reached[0]).Should().BeTrue();
    }

    [Fact]
    public void TheMinimaOfADoubleWellAreFoundInOrderOfEnergy()
    {
        // (y² − 1)² + 0.3 y in each coordinate: the well at −1 is the deeper one.
        var answers = new float[12];
        var energies = new float[4];
        var count = new RowCompletion(new DoubleWell(), Settings with { InferenceStarts = 40 }).Complete([float.NaN, 1, float.NaN], answers, energies);
        count.Should().Be(4);
        energies.ShouldEqual(energies.Order());
        const double Low = -1.035579, High = 0.960150;
        answers[0].Should().BeApproximately(Low, 1e-4);
        answers[1].Should().Be(1);
        answers[2].Should().BeApproximately(Low, 1e-4);
        answers[9].Should().BeApproximately(High, 1e-4);
        answers[11].Should().BeApproximately(High, 1e-4);
        Math.Abs(energies[1] - energies[2]).Should().BeLessThan(1e-5, "the mixed wells have one energy");
    }

    [Fact]
    public void ValuesStayInTheDomain()
    {
        var answer = new float[3];
        var reached = new float[1];
        new RowCompletion(new Quadratic([1, 0.9f, 0, 0.9f, 1, 0, 0, 0, 1]), Settings with { Domain = (0, 1) }).Complete([1, float.NaN, 0.5f], answer, reached);
        answer.ShouldEqual([1, 0, 0.5f]);
    }

    [Theory]
    [InlineData(0, 2f, 2)]
    [InlineData(-1, 0.3f, 1)]
    public void EndsThatNoRidgePartsAreOneAnswer(float mean, float deviation, int expected)
    {
        // After one step the ends are on the slopes, everywhere: about both wells, or about the one at −1.
        float[] answers = new float[60], energies = new float[20];
        var settings = Settings with { InferenceStarts = 30, InferenceIterations = 1, Means = [0, 0, mean], StandardDeviations = [1, 1, deviation] };
        new RowCompletion(new DoubleWell(), settings).Complete([1, 1, float.NaN], answers, energies).Should().Be(expected);
        answers[2].Should().BeInRange(-1.5f, -0.5f);
        if (expected == 2)
            answers[5].Should().BeInRange(0.5f, 1.5f);
    }

    [Fact]
    public void TheSearchTellsHowItWent()
    {
        float[] answer = new float[3], reached = new float[1];
        var energy = new Quadratic([2, 0.5f, -1, 0.5f, 1, 0.25f, -1, 0.25f, 3]);
        new RowCompletion(energy, Settings).Complete([1, float.NaN, float.NaN], answer, reached, out var search);
        search.Iterations.Should().BeInRange(2, 40);
        search.Gap.Should().BeInRange(0, Settings.InferenceTolerance);
        search.Converged.Should().BeTrue();
        new RowCompletion(energy, Settings with { InferenceIterations = 1, InferenceStarts = 1 }).Complete([1, float.NaN, float.NaN], answer, reached, out search);
        search.Iterations.Should().Be(1);
        // The slopes in deviations are ½ and −2; a step of length 1 along them goes too far, and so does half of it.
        search.Gap.Should().BeApproximately(2 / Math.Sqrt(4.25) / 4, 1e-6);
        search.Converged.Should().BeFalse();
        new RowCompletion(energy, Settings with { Method = CompletionMethod.ClampedSampling }).Complete([1, float.NaN, float.NaN], answer, reached, out search);
        search.Should().Be(LatentSearch.OfChains(Settings.InferenceIterations));
        new RowCompletion(energy, Settings).Complete([1, 2, 3], answer, reached, out search);
        search.Should().Be(LatentSearch.Exact);
        new RowCompletion(energy, Settings).Complete([float.NaN, float.NaN, float.NaN], answer, reached, out search);
        search.Should().Be(LatentSearch.None);
        new RowCompletion(new KMeansEnergy([1, 2, 3], 1, 3), Settings with { Method = CompletionMethod.Automatic }).Complete([1, float.NaN, 3], answer, reached, out search);
        search.Should().Be(LatentSearch.Exact);
    }

    [Fact]
    public void ClampedSamplingGivesTheConditionalMean()
    {
        var energy = new Quadratic([2, 0.5f, -1, 0.5f, 1, 0.25f, -1, 0.25f, 3]);
        var answer = new float[3];
        var reached = new float[1];
        var settings = Settings with { Method = CompletionMethod.ClampedSampling, InferenceStarts = 64, InferenceIterations = 400 };
        new RowCompletion(energy, settings).Complete([1, float.NaN, float.NaN], answer, reached).Should().Be(1);
        // 64 × 200 draws; five standard errors of a deviation near 1 with an effective tenth of them.
        answer[1].Should().BeApproximately(-0.5957f, 0.14);
        answer[2].Should().BeApproximately(0.3830f, 0.14);
    }

    [Fact]
    public void ARowWithoutGapsIsItsOwnAnswerAndAnInfiniteOneHasNone()
    {
        var completion = new RowCompletion(new DoubleWell(), Settings);
        var answers = new float[6];
        var energies = new float[2];
        completion.Complete([1, 2, 3], answers, energies).Should().Be(1);
        answers[..3].ShouldEqual([1, 2, 3]);
        energies[1].Should().Be(float.NaN);
        completion.Complete([1, float.PositiveInfinity, float.NaN], answers, energies).Should().Be(0);
        answers.ShouldAllEqual(float.NaN);
        completion.Complete([float.NaN, float.NaN, float.NaN], answers, energies).Should().Be(0);
    }

    [Fact]
    public void AMethodThatDoesNotSuitTheEnergyIsRefused()
    {
        var e = FluentActions.Invoking(() => new RowCompletion(new DoubleWell(), Settings with { Method = CompletionMethod.MaskedIteration }))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().Which;
        e.ParamName.Should().Be("Method");
        e.ActualValue.Should().Be(CompletionMethod.MaskedIteration);
    }

    private sealed class Quadratic(float[] precision) : IDifferentiableEnergy
    {
        public int Dimension => 3;

        public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

        public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
        {
            for (var i = 0; i < energies.Length; i++)
            {
                double sum = 0;
                for (var j = 0; j < 3; j++)
                {
                    double slope = 0;
                    for (var k = 0; k < 3; k++)
                        slope += (double)precision[(3 * j) + k] * rows[(3 * i) + k];
                    gradients[(3 * i) + j] = (float)slope;
                    sum += 0.5 * slope * rows[(3 * i) + j];
                }
                energies[i] = (float)sum;
            }
        }
    }

    private sealed class DoubleWell : IDifferentiableEnergy
    {
        public int Dimension => 3;

        public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

        public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
        {
            energies.Clear();
            for (var i = 0; i < rows.Length; i++)
            {
                var y = rows[i];
                energies[i / 3] += (((y * y) - 1) * ((y * y) - 1)) + (0.3f * y);
                gradients[i] = (4 * y * ((y * y) - 1)) + 0.3f;
            }
        }
    }
}
