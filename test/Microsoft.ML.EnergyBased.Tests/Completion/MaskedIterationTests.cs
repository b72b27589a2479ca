using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

public sealed class MaskedIterationTests
{
    private static readonly CompletionSettings Settings = new()
    {
        Method = CompletionMethod.MaskedIteration,
        NumberOfStarts = 6,
        MaximumIterations = 200,
        Tolerance = 1e-4f,
        Means = [0, 0.5f],
        Deviations = [1, 1],
    };

    [Theory]
    [InlineData(0.5f)]
    [InlineData(-0.9f)]
    [InlineData(-2f)]
    [InlineData(-50f)]
    public void It_settles_where_the_reconstruction_stays_even_where_whole_steps_lead_off_to_infinity(float slope)
    {
        // r(y) = [y0, y0 + s(y1 − y0)] stays at y1 = y0; a whole step from there at a distance δ ends at sδ.
        float[] answers = new float[4], energies = new float[2];
        var completion = new RowCompletion(new LinearMap(y => [y[0], y[0] + (slope * (y[1] - y[0]))]), Settings);
        Assert.Equal(1, completion.Complete([3, float.NaN], answers, energies, out CompletionSearch search));
        Assert.Equal(1, search.Converged);
        Assert.InRange(search.Iterations, 2, 199);
        Assert.InRange(search.Gap, 0, Settings.Tolerance);
        Assert.Equal(3, answers[0]);
        Assert.Equal(3, answers[1], 1e-3f);
        Assert.Equal(0, energies[0], 1e-5f);
    }

    [Fact]
    public void Where_no_step_leads_down_the_answer_is_the_start()
    {
        // r(y) = [y0, 3y1] leads away from its minimum at y1 = 0, whatever the step.
        var energy = new LinearMap(y => [y[0], 3 * y[1]]);
        float[] answer = new float[2], reached = new float[1];
        Assert.Equal(1, new RowCompletion(energy, Settings with { NumberOfStarts = 1 }).Complete([3, float.NaN], answer, reached, out CompletionSearch search));
        // Ten halvings of a step of 1 in all.
        Assert.Equal(new CompletionSearch(10, 1, 0), search);
        Assert.Equal([3, 0.5f], answer);
        Assert.Equal([1], reached);
    }

    [Fact]
    public void An_answer_has_the_energy_that_the_energy_gives_it_and_one_more_step_gives_no_more()
    {
        var energy = new LinearMap(y => [y[0] - (0.4f * y[1]), (0.7f * y[0]) - (2.5f * y[1]) + 1]);
        float[] before = [float.PositiveInfinity];
        for (int steps = 1; steps < 30; steps++)
        {
            float[] answer = new float[2], reached = new float[1], check = new float[1];
            new RowCompletion(energy, Settings with { MaximumIterations = steps }).Complete([-2, float.NaN], answer, reached);
            energy.Energy(answer, check);
            Assert.Equal(check, reached);
            Assert.True(reached[0] <= before[0], $"{steps} steps: {reached[0]} after {before[0]}");
            before = reached;
        }
    }

    [Fact]
    public void Starts_that_overflow_are_no_answers_and_the_others_are()
    {
        // Beyond y1 = 1, where some starts are, there is nothing.
        var energy = new LinearMap(y => [y[0], y[1] > 1 ? float.NaN : 0.5f * y[1]]);
        float[] answers = new float[4], energies = new float[2];
        Assert.Equal(1, new RowCompletion(energy, Settings with { NumberOfStarts = 20 }).Complete([3, float.NaN], answers, energies));
        Assert.Equal(0, answers[1], 1e-3f);
        Assert.Equal(0, new RowCompletion(energy, Settings with { NumberOfStarts = 1, Means = [0, 2] }).Complete([3, float.NaN], answers, energies));
        Assert.True(answers.Concat(energies).All(float.IsNaN));
    }

    // ‖y − r(y)‖² of two values.
    private sealed class LinearMap(Func<float[], float[]> map) : IReconstructingEnergy
    {
        public int Dimension => 2;

        public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
        {
            float[] images = new float[rows.Length];
            Reconstruct(rows, images);
            energies.Clear();
            for (int i = 0; i < rows.Length; i++)
                energies[i / 2] += (rows[i] - images[i]) * (rows[i] - images[i]);
        }

        public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
        {
            for (int i = 0; i < rows.Length; i += 2)
                map(rows.Slice(i, 2).ToArray()).CopyTo(reconstructions[i..]);
        }
    }
}
