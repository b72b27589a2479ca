using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

public sealed class RowCompletionTests
{
    private static readonly CompletionSettings Settings = new()
    {
        Method = CompletionMethod.GradientDescent,
        NumberOfStarts = 12,
        MaximumIterations = 500,
        Tolerance = 1e-6f,
        Means = [0, 0, 0],
        Deviations = [1, 1, 2],
    };

    [Fact]
    public void A_quadratic_energy_is_completed_by_its_conditional_mean()
    {
        // E = ½ yᵀPy: given y1 = 1 the minimum solves P_uu y_u = −P_u1.
        var energy = new Quadratic([2, 0.5f, -1, 0.5f, 1, 0.25f, -1, 0.25f, 3]);
        float[] answer = new float[3];
        float[] reached = new float[1];
        Assert.Equal(1, new RowCompletion(energy, Settings).Complete([1, float.NaN, float.NaN], answer, reached));
        const float Determinant = (1 * 3) - (0.25f * 0.25f);
        Assert.Equal(1, answer[0]);
        Assert.Equal(((-0.5f * 3) - (0.25f * 1)) / Determinant, answer[1], 1e-4);
        Assert.Equal(((1 * 1) + (0.25f * 0.5f)) / Determinant, answer[2], 1e-4);
        float[] check = new float[1];
        energy.Energy(answer, check);
        Assert.Equal(check[0], reached[0]);
    }

    [Fact]
    public void Chains_take_a_feature_that_hardly_varies()
    {
        // The square of its deviation is 0 in Single.
        float[] answer = new float[3];
        float[] reached = new float[1];
        var completion = new RowCompletion(
            new Quadratic([2, 0, 0, 0, 1, 0, 0, 0, 3]), Settings with { Method = CompletionMethod.ClampedSampling, MaximumIterations = 20, Deviations = [1, 1e-25f, 1] });
        Assert.Equal(1, completion.Complete([1, float.NaN, 2], answer, reached));
        Assert.Equal((1, 2), (answer[0], answer[2]));
        Assert.True(float.IsFinite(answer[1]) && float.IsFinite(reached[0]));
    }

    [Fact]
    public void The_minima_of_a_double_well_are_found_in_order_of_energy()
    {
        // (y² − 1)² + 0.3 y in each coordinate: the well at −1 is the deeper one.
        float[] answers = new float[12];
        float[] energies = new float[4];
        int count = new RowCompletion(new DoubleWell(), Settings with { NumberOfStarts = 40 }).Complete([float.NaN, 1, float.NaN], answers, energies);
        Assert.Equal(4, count);
        Assert.Equal(energies.Order(), energies);
        const double Low = -1.035579, High = 0.960150;
        Assert.Equal(Low, answers[0], 1e-4);
        Assert.Equal(1, answers[1]);
        Assert.Equal(Low, answers[2], 1e-4);
        Assert.Equal(High, answers[9], 1e-4);
        Assert.Equal(High, answers[11], 1e-4);
        Assert.True(Math.Abs(energies[1] - energies[2]) < 1e-5, "the mixed wells have one energy");
    }

    [Fact]
    public void Values_stay_in_the_domain()
    {
        float[] answer = new float[3];
        float[] reached = new float[1];
        new RowCompletion(new Quadratic([1, 0.9f, 0, 0.9f, 1, 0, 0, 0, 1]), Settings with { Domain = (0, 1) }).Complete([1, float.NaN, 0.5f], answer, reached);
        Assert.Equal([1, 0, 0.5f], answer);
    }

    [Theory]
    [InlineData(0, 2f, 2)]
    [InlineData(-1, 0.3f, 1)]
    public void Ends_that_no_ridge_parts_are_one_answer(float mean, float deviation, int expected)
    {
        // After one step the ends are on the slopes, everywhere: about both wells, or about the one at −1.
        float[] answers = new float[60], energies = new float[20];
        var settings = Settings with { NumberOfStarts = 30, MaximumIterations = 1, Means = [0, 0, mean], Deviations = [1, 1, deviation] };
        Assert.Equal(expected, new RowCompletion(new DoubleWell(), settings).Complete([1, 1, float.NaN], answers, energies));
        Assert.InRange(answers[2], -1.5f, -0.5f);
        if (expected == 2)
            Assert.InRange(answers[5], 0.5f, 1.5f);
    }

    [Fact]
    public void The_search_tells_how_it_went()
    {
        float[] answer = new float[3], reached = new float[1];
        var energy = new Quadratic([2, 0.5f, -1, 0.5f, 1, 0.25f, -1, 0.25f, 3]);
        new RowCompletion(energy, Settings).Complete([1, float.NaN, float.NaN], answer, reached, out CompletionSearch search);
        Assert.InRange(search.Iterations, 2, 40);
        Assert.InRange(search.Gap, 0, Settings.Tolerance);
        Assert.Equal(1, search.Converged);
        new RowCompletion(energy, Settings with { MaximumIterations = 1, NumberOfStarts = 1 }).Complete([1, float.NaN, float.NaN], answer, reached, out search);
        Assert.Equal(1, search.Iterations);
        // The slopes in deviations are ½ and −2; a step of length 1 along them goes too far, and so does half of it.
        Assert.Equal(2 / Math.Sqrt(4.25) / 4, search.Gap, 1e-6);
        Assert.Equal(0, search.Converged);
        new RowCompletion(energy, Settings with { Method = CompletionMethod.ClampedSampling }).Complete([1, float.NaN, float.NaN], answer, reached, out search);
        Assert.Equal(new CompletionSearch(Settings.MaximumIterations, float.NaN, float.NaN), search);
        new RowCompletion(energy, Settings).Complete([1, 2, 3], answer, reached, out search);
        Assert.Equal(new CompletionSearch(0, 0, 1), search);
        new RowCompletion(energy, Settings).Complete([float.NaN, float.NaN, float.NaN], answer, reached, out search);
        Assert.Equal(CompletionSearch.None, search);
        new RowCompletion(new KMeansEnergy([1, 2, 3], 1, 3), Settings with { Method = CompletionMethod.Automatic }).Complete([1, float.NaN, 3], answer, reached, out search);
        Assert.Equal(CompletionSearch.None, search);
    }

    [Fact]
    public void Clamped_sampling_gives_the_conditional_mean()
    {
        var energy = new Quadratic([2, 0.5f, -1, 0.5f, 1, 0.25f, -1, 0.25f, 3]);
        float[] answer = new float[3];
        float[] reached = new float[1];
        var settings = Settings with { Method = CompletionMethod.ClampedSampling, NumberOfStarts = 64, MaximumIterations = 400 };
        Assert.Equal(1, new RowCompletion(energy, settings).Complete([1, float.NaN, float.NaN], answer, reached));
        // 64 × 200 draws; five standard errors of a deviation near 1 with an effective tenth of them.
        Assert.Equal(-0.5957f, answer[1], 0.14);
        Assert.Equal(0.3830f, answer[2], 0.14);
    }

    [Fact]
    public void A_row_without_gaps_is_its_own_answer_and_an_infinite_one_has_none()
    {
        var completion = new RowCompletion(new DoubleWell(), Settings);
        float[] answers = new float[6];
        float[] energies = new float[2];
        Assert.Equal(1, completion.Complete([1, 2, 3], answers, energies));
        Assert.Equal([1, 2, 3], answers[..3]);
        Assert.True(float.IsNaN(energies[1]));
        Assert.Equal(0, completion.Complete([1, float.PositiveInfinity, float.NaN], answers, energies));
        Assert.All(answers, a => Assert.True(float.IsNaN(a)));
        Assert.Equal(0, completion.Complete([float.NaN, float.NaN, float.NaN], answers, energies));
    }

    [Fact]
    public void A_method_that_does_not_suit_the_energy_is_refused()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new RowCompletion(new DoubleWell(), Settings with { Method = CompletionMethod.MaskedIteration }));
        Assert.Equal("Method", e.ParamName);
        Assert.Equal(CompletionMethod.MaskedIteration, e.ActualValue);
    }

    private sealed class Quadratic(float[] precision) : IDifferentiableEnergy
    {
        public int Dimension => 3;

        public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

        public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
        {
            for (int i = 0; i < energies.Length; i++)
            {
                double sum = 0;
                for (int j = 0; j < 3; j++)
                {
                    double slope = 0;
                    for (int k = 0; k < 3; k++)
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
            for (int i = 0; i < rows.Length; i++)
            {
                float y = rows[i];
                energies[i / 3] += (((y * y) - 1) * ((y * y) - 1)) + (0.3f * y);
                gradients[i] = (4 * y * ((y * y) - 1)) + 0.3f;
            }
        }
    }
}
