using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

public sealed class MaskedIterationTests
{
    private static readonly CompletionSettings Settings = new()
    {
        Method = CompletionMethod.MaskedIteration,
        InferenceStarts = 6,
        InferenceIterations = 200,
        InferenceTolerance = 1e-4f,
        Means = [0, 0.5f],
        StandardDeviations = [1, 1],
    };

    [Theory]
    [InlineData(0.5f)]
    [InlineData(-0.9f)]
    [InlineData(-2f)]
    [InlineData(-50f)]
    public void ItSettlesWhereTheReconstructionStaysEvenWhereWholeStepsLeadOffToInfinity(float slope)
    {
        // r(y) = [y0, y0 + s(y1 − y0)] stays at y1 = y0; a whole step from there at a distance δ ends at sδ.
        float[] answers = new float[4], energies = new float[2];
        var completion = new RowCompletion(new LinearMap(y => [y[0], y[0] + (slope * (y[1] - y[0]))]), Settings);
        completion.Complete([3, float.NaN], answers, energies, out var search).Should().Be(1);
        search.Converged.Should().BeTrue();
        search.Iterations.Should().BeInRange(2, 199);
        search.Gap.Should().BeInRange(0, Settings.InferenceTolerance);
        answers[0].Should().Be(3);
        answers[1].Should().BeApproximately(3, 1e-3f);
        energies[0].Should().BeApproximately(0, 1e-5f);
    }

    [Fact]
    public void WhereNoStepLeadsDownTheAnswerIsTheStart()
    {
        // r(y) = [y0, 3y1] leads away from its minimum at y1 = 0, whatever the step.
        var energy = new LinearMap(y => [y[0], 3 * y[1]]);
        float[] answer = new float[2], reached = new float[1];
        new RowCompletion(energy, Settings with { InferenceStarts = 1 }).Complete([3, float.NaN], answer, reached, out var search)
            .Should().Be(1);
        // Ten halvings of a step of 1 in all.
        search.Should().Be(new LatentSearch(10, 1, false));
        answer.ShouldEqual([3, 0.5f]);
        reached.ShouldEqual([1]);
    }

    [Fact]
    public void AnAnswerHasTheEnergyThatTheEnergyGivesItAndOneMoreStepGivesNoMore()
    {
        var energy = new LinearMap(y => [y[0] - (0.4f * y[1]), (0.7f * y[0]) - (2.5f * y[1]) + 1]);
        float[] before = [float.PositiveInfinity];
        for (var steps = 1; steps < 30; steps++)
        {
            float[] answer = new float[2], reached = new float[1], check = new float[1];
            new RowCompletion(energy, Settings with { InferenceIterations = steps }).Complete([-2, float.NaN], answer, reached);
            energy.Energy(answer, check);
            reached.ShouldEqual(check);
            reached[0].Should().BeLessThanOrEqualTo(before[0], "{0} steps: {1} after {2}", steps, reached[0], before[0]);
            before = reached;
        }
    }

    [Fact]
    public void StartsThatOverflowAreNoAnswersAndTheOthersAre()
    {
        // Beyond y1 = 1, where some starts are, there is nothing.
        var energy = new LinearMap(y => [y[0], y[1] > 1 ? float.NaN : 0.5f * y[1]]);
        float[] answers = new float[4], energies = new float[2];
        new RowCompletion(energy, Settings with { InferenceStarts = 20 }).Complete([3, float.NaN], answers, energies).Should().Be(1);
        answers[1].Should().BeApproximately(0, 1e-3f);
        new RowCompletion(energy, Settings with { InferenceStarts = 1, Means = [0, 2] }).Complete([3, float.NaN], answers, energies).Should().Be(0);
        answers.Concat(energies).ShouldAllEqual(float.NaN);
    }

    // ‖y − r(y)‖² of two values.
    private sealed class LinearMap(Func<float[], float[]> map) : IReconstructingEnergy
    {
        public int Dimension => 2;

        public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
        {
            var images = new float[rows.Length];
            Reconstruct(rows, images);
            energies.Clear();
            for (var i = 0; i < rows.Length; i++)
                energies[i / 2] += (rows[i] - images[i]) * (rows[i] - images[i]);
        }

        public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
        {
            for (var i = 0; i < rows.Length; i += 2)
                map(rows.Slice(i, 2).ToArray()).CopyTo(reconstructions[i..]);
        }
    }
}
