using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Tests.Energies;

public sealed class AnswerSetTests
{
    [Fact]
    public void Answers_come_in_order_of_energy_and_the_worst_give_way()
    {
        float[] answers = new float[3];
        float[] energies = new float[3];
        var set = new AnswerSet(answers, energies, 1);
        foreach (var (at, energy) in new[] { (1f, 5f), (2f, 3f), (3f, 4f), (4f, 1f), (5f, 9f), (6f, float.NaN), (7f, float.PositiveInfinity) })
            set.Add([at], energy, default, 0.1f);
        Assert.Equal(3, set.Count);
        Assert.Equal([4, 2, 3], answers);
        Assert.Equal([1, 3, 4], energies);
    }

    [Fact]
    public void Of_answers_that_are_near_the_lowest_stays()
    {
        float[] answers = new float[8];
        float[] energies = new float[4];
        var set = new AnswerSet(answers, energies, 2);
        set.Add([0, 0], 2, [1, 10], 0.1f);
        set.Add([0.05f, 0.9f], 3, [1, 10], 0.1f);
        Assert.Equal(1, set.Count);
        set.Add([0, 1.5f], 2.5f, [1, 10], 0.1f);
        Assert.Equal(2, set.Count);
        set.Add([0, 0.75f], 1, [1, 10], 0.1f);
        Assert.Equal(1, set.Count);
        Assert.Equal([0, 0.75f, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN], answers);
        Assert.Equal([1, float.NaN, float.NaN, float.NaN], energies);
    }

    [Fact]
    public void Scales_are_the_deviations_of_each_value_but_not_below_what_rounding_makes()
    {
        float[] scales = AnswerSet.Scales([1, 1000, 5, 0, 3, 1000, 5, 0, 2, 1000.5f, 5, 0], 4);
        Assert.Equal(Math.Sqrt(2 / 3.0), scales[0], 1e-6);
        Assert.Equal(Math.Sqrt(2) / 6, scales[1], 1e-5);
        Assert.Equal(1e-3 * Math.Sqrt(2 / 3.0), scales[2], 1e-7);
        Assert.Equal(1e-3 * Math.Sqrt(2 / 3.0), scales[3], 1e-7);
        Assert.Equal(0.02f, AnswerSet.Scales([1000, 1000], 1)[0], 1e-6f);
    }
}
