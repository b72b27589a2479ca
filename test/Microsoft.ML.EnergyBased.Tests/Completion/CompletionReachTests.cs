using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

/// <summary>What a search does on energies that have no minimum, or one that is far away.</summary>
public sealed class CompletionReachTests
{
    private static readonly CompletionSettings Settings = new()
    {
        Method = CompletionMethod.GradientDescent,
        InferenceStarts = 16,
        InferenceIterations = 200,
        InferenceTolerance = 1e-5f,
        Means = [0, 0],
        StandardDeviations = [1, 1],
    };

    [Theory]
    [InlineData(CompletionMethod.GradientDescent)]
    [InlineData(CompletionMethod.ClampedSampling)]
    public void AnEnergyWithoutAMinimumHasNoAnswer(CompletionMethod method)
    {
        float[] answers = new float[4], energies = new float[2];
        var completion = new RowCompletion(new Separable(y => -2 * y, _ => -2), Settings with { Method = method });
        completion.Complete([1, float.NaN], answers, energies).Should().Be(0);
        answers.Concat(energies).ShouldAllEqual(float.NaN);
    }

    [Fact]
    public void StartsThatRunAwayAreGivenUpAndTheOthersAreAnswers()
    {
        // y³/3 − y has a minimum at 1, and none below −1.
        var energy = new Separable(y => (y * y * y / 3) - y, y => (y * y) - 1);
        float[] answers = new float[8], energies = new float[4];
        new RowCompletion(energy, Settings).Complete([0, float.NaN], answers, energies).Should().Be(1);
        answers[1].Should().BeApproximately(1, 1e-3f);
        energies[0].Should().BeApproximately(-2 / 3f, 1e-4f);
        new RowCompletion(energy, Settings with { InferenceStarts = 1, Means = [0, -2] }).Complete([0, float.NaN], answers, energies).Should().Be(0);
        answers.Concat(energies).ShouldAllEqual(float.NaN);
    }

    [Fact]
    public void InADomainNothingRunsAway()
    {
        float[] answer = new float[2], reached = new float[1];
        var completion = new RowCompletion(new Separable(y => -2 * y, _ => -2), Settings with { Domain = (0, 1), StandardDeviations = [1e-3f, 1e-3f] });
        completion.Complete([1, float.NaN], answer, reached).Should().Be(1);
        answer.ShouldEqual([1, 1]);
        reached.ShouldEqual([-4]);
    }

    [Fact]
    public void AValueMayGoAsFarAsAnObservedOneIs()
    {
        // The unobserved value is at 0.9 of the observed one, which is 500 standard deviations away.
        float[] answer = new float[2], reached = new float[1];
        new RowCompletion(new Tied(0.9f), Settings).Complete([500, float.NaN], answer, reached).Should().Be(1);
        answer[1].Should().BeApproximately(450, 0.05f);
    }

    [Fact]
    public void AFeatureThatHardlyVariesMayGoFurtherThanItsDeviationSays()
    {
        float[] answer = new float[2], reached = new float[1];
        new RowCompletion(new Tied(1), Settings with { StandardDeviations = [1, 1e-3f] }).Complete([3, float.NaN], answer, reached).Should().Be(1);
        answer[1].Should().BeApproximately(3, 1e-3f);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2000)]
    [InlineData(1 << 20)]
    public void HowFarItMayGoDoesNotDependOnTheOrigin(float mean)
    {
        float[] answer = new float[2], reached = new float[1];
        new RowCompletion(new Tied(1), Settings with { Means = [mean, mean] }).Complete([mean + 150, float.NaN], answer, reached).Should().Be(1);
        answer[1].Should().BeApproximately(mean + 150, 0.2f);
        var runaway = new Separable(y => y < mean - 2000 ? 0 : y - mean, y => y < mean - 2000 ? 0 : 1);
        new RowCompletion(runaway, Settings with { Means = [mean, mean] }).Complete([mean, float.NaN], answer, reached).Should().Be(0);
    }

    [Fact]
    public void ChainsOfADensityThatHasAMeanGiveIt()
    {
        float[] answer = new float[2], reached = new float[1];
        var settings = Settings with { Method = CompletionMethod.ClampedSampling, InferenceIterations = 400, InferenceStarts = 64 };
        new RowCompletion(new Tied(0.5f), settings).Complete([2, float.NaN], answer, reached).Should().Be(1);
        answer[1].Should().BeApproximately(1, 0.1f);
    }

    private sealed class Separable(Func<float, float> value, Func<float, float> slope) : IDifferentiableEnergy
    {
        public int Dimension => 2;

        public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

        public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
        {
            energies.Clear();
            for (var i = 0; i < rows.Length; i++)
            {
                energies[i / 2] += value(rows[i]);
                gradients[i] = slope(rows[i]);
            }
        }
    }

    // ½(y1 − c·y0)².
    private sealed class Tied(float slope) : IDifferentiableEnergy
    {
        public int Dimension => 2;

        public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

        public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
        {
            for (var i = 0; i < energies.Length; i++)
            {
                var difference = rows[(2 * i) + 1] - (slope * rows[2 * i]);
                energies[i] = difference * difference / 2;
                gradients[2 * i] = -slope * difference;
                gradients[(2 * i) + 1] = difference;
            }
        }
    }
}
