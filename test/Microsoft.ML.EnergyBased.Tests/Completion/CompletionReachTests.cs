using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

/// <summary>What a search does on energies that have no minimum, or one that is far away.</summary>
public sealed class CompletionReachTests
{
    private static readonly CompletionSettings Settings = new()
    {
        Method = CompletionMethod.GradientDescent,
        NumberOfStarts = 16,
        MaximumIterations = 200,
        Tolerance = 1e-5f,
        Means = [0, 0],
        Deviations = [1, 1],
    };

    [Theory]
    [InlineData(CompletionMethod.GradientDescent)]
    [InlineData(CompletionMethod.ClampedSampling)]
    public void An_energy_without_a_minimum_has_no_answer(CompletionMethod method)
    {
        float[] answers = new float[4], energies = new float[2];
        var completion = new RowCompletion(new Separable(y => -2 * y, _ => -2), Settings with { Method = method });
        Assert.Equal(0, completion.Complete([1, float.NaN], answers, energies));
        Assert.True(answers.Concat(energies).All(float.IsNaN));
    }

    [Fact]
    public void Starts_that_run_away_are_given_up_and_the_others_are_answers()
    {
        // y³/3 − y has a minimum at 1, and none below −1.
        var energy = new Separable(y => (y * y * y / 3) - y, y => (y * y) - 1);
        float[] answers = new float[8], energies = new float[4];
        Assert.Equal(1, new RowCompletion(energy, Settings).Complete([0, float.NaN], answers, energies));
        Assert.Equal(1, answers[1], 1e-3f);
        Assert.Equal(-2 / 3f, energies[0], 1e-4f);
        Assert.Equal(0, new RowCompletion(energy, Settings with { NumberOfStarts = 1, Means = [0, -2] }).Complete([0, float.NaN], answers, energies));
        Assert.True(answers.Concat(energies).All(float.IsNaN));
    }

    [Fact]
    public void In_a_domain_nothing_runs_away()
    {
        float[] answer = new float[2], reached = new float[1];
        var completion = new RowCompletion(new Separable(y => -2 * y, _ => -2), Settings with { Domain = (0, 1), Deviations = [1e-3f, 1e-3f] });
        Assert.Equal(1, completion.Complete([1, float.NaN], answer, reached));
        Assert.Equal([1, 1], answer);
        Assert.Equal([-4], reached);
    }

    [Fact]
    public void A_value_may_go_as_far_as_an_observed_one_is()
    {
        // The unobserved value is at 0.9 of the observed one, which is 500 deviations away.
        float[] answer = new float[2], reached = new float[1];
        Assert.Equal(1, new RowCompletion(new Tied(0.9f), Settings).Complete([500, float.NaN], answer, reached));
        Assert.Equal(450, answer[1], 0.05f);
    }

    [Fact]
    public void A_feature_that_hardly_varies_may_go_further_than_its_deviation_says()
    {
        float[] answer = new float[2], reached = new float[1];
        Assert.Equal(1, new RowCompletion(new Tied(1), Settings with { Deviations = [1, 1e-3f] }).Complete([3, float.NaN], answer, reached));
        Assert.Equal(3, answer[1], 1e-3f);
        Assert.Equal(1, new RowCompletion(new Tied(1), Settings with { Means = [0, 2000], Deviations = [1e-3f, 1e-3f] }).Complete([1, float.NaN], answer, reached));
        Assert.Equal(1, answer[1], 1e-3f);
    }

    [Fact]
    public void Chains_of_a_density_that_has_a_mean_give_it()
    {
        float[] answer = new float[2], reached = new float[1];
        var settings = Settings with { Method = CompletionMethod.ClampedSampling, MaximumIterations = 400, NumberOfStarts = 64 };
        Assert.Equal(1, new RowCompletion(new Tied(0.5f), settings).Complete([2, float.NaN], answer, reached));
        Assert.Equal(1, answer[1], 0.1f);
    }

    private sealed class Separable(Func<float, float> value, Func<float, float> slope) : IDifferentiableEnergy
    {
        public int Dimension => 2;

        public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

        public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
        {
            energies.Clear();
            for (int i = 0; i < rows.Length; i++)
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
            for (int i = 0; i < energies.Length; i++)
            {
                float difference = rows[(2 * i) + 1] - (slope * rows[2 * i]);
                energies[i] = difference * difference / 2;
                gradients[2 * i] = -slope * difference;
                gradients[(2 * i) + 1] = difference;
            }
        }
    }
}
