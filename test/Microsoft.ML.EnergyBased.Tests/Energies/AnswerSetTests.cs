using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Tests.Energies;

public sealed class AnswerSetTests
{
    [Fact]
    public void AnswersComeInOrderOfEnergyAndTheWorstGiveWay()
    {
        var answers = new float[3];
        var energies = new float[3];
        var set = new AnswerSet(answers, energies, 1);
        foreach (var (at, energy) in new[] { (1f, 5f), (2f, 3f), (3f, 4f), (4f, 1f), (5f, 9f), (6f, float.NaN), (7f, float.PositiveInfinity) })
            set.Add([at], energy, default, 0.1f);
        set.Count.Should().Be(3);
        answers.ShouldEqual([4, 2, 3]);
        energies.ShouldEqual([1, 3, 4]);
    }

    [Fact]
    public void OfAnswersThatAreNearTheLowestStays()
    {
        var answers = new float[8];
        var energies = new float[4];
        var set = new AnswerSet(answers, energies, 2);
        set.Add([0, 0], 2, [1, 10], 0.1f);
        set.Add([0.05f, 0.9f], 3, [1, 10], 0.1f);
        set.Count.Should().Be(1);
        set.Add([0, 1.5f], 2.5f, [1, 10], 0.1f);
        set.Count.Should().Be(2);
        set.Add([0, 0.75f], 1, [1, 10], 0.1f);
        set.Count.Should().Be(1);
        answers.ShouldEqual([0, 0.75f, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN]);
        energies.ShouldEqual([1, float.NaN, float.NaN, float.NaN]);
    }

    [Fact]
    public void ScalesAreTheDeviationsOfEachValueButNotBelowWhatRoundingMakes()
    {
        var scales = AnswerSet.Scales([1, 1000, 5, 0, 3, 1000, 5, 0, 2, 1000.5f, 5, 0], 4);
        scales[0].Should().BeApproximately(Math.Sqrt(2 / 3.0), 1e-6);
        scales[1].Should().BeApproximately(Math.Sqrt(2) / 6, 1e-5);
        scales[2].Should().BeApproximately(1e-3 * Math.Sqrt(2 / 3.0), 1e-7);
        scales[3].Should().BeApproximately(1e-3 * Math.Sqrt(2 / 3.0), 1e-7);
        AnswerSet.Scales([1000, 1000], 1)[0].Should().BeApproximately(0.02f, 1e-6f);
    }
}
