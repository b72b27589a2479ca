using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void ConstantIsOne() => LearningRateSchedule.Constant().Factor(7, 10, 3, 5).Should().Be(1);

    [Fact]
    public void WarmUpRisesStepByStep()
    {
        var schedule = LearningRateSchedule.Constant(warmUpEpochs: 2);
        schedule.Factor(0, 10, 0, 5).Should().BeApproximately(0.1, 5e-13);
        schedule.Factor(0, 10, 4, 5).Should().BeApproximately(0.5, 5e-13);
        schedule.Factor(1, 10, 4, 5).Should().BeApproximately(1, 5e-13);
        schedule.Factor(9, 10, 4, 5).Should().BeApproximately(1, 5e-13);
    }

    [Fact]
    public void StepFallsAfterSoManyEpochs()
    {
        var schedule = LearningRateSchedule.Step(3, 0.5);
        Enumerable.Range(0, 7).Select(e => schedule.Factor(e, 7, 0, 5)).ShouldEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25]);
    }

    [Fact]
    public void CosineFallsFromOneToItsEnd()
    {
        var schedule = LearningRateSchedule.Cosine(finalFactor: 0.2);
        schedule.Factor(0, 10, 0, 4).Should().BeApproximately(1, 5e-13);
        schedule.Factor(5, 10, 0, 4).Should().BeApproximately(0.6, 5e-13);
        schedule.Factor(9, 10, 3, 4).Should().BeApproximately(0.2 + (0.8 * 0.5 * (1 + Math.Cos(Math.PI * 9.75 / 10))), 5e-13);
        var warm = LearningRateSchedule.Cosine(warmUpEpochs: 2).Factor(6, 10, 0, 4);
        warm.Should().BeApproximately(0.5, 5e-13);
    }

    public static TheoryData<Refusal> ArgumentsAreCheckedCases => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>("warmUpEpochs", () => LearningRateSchedule.Constant(-1)),
        Refusal.Of<ArgumentOutOfRangeException>("warmUpEpochs", () => LearningRateSchedule.Cosine(double.NaN)),
        Refusal.Of<ArgumentOutOfRangeException>("epochs", () => LearningRateSchedule.Step(0)),
        Refusal.Of<ArgumentOutOfRangeException>("factor", () => LearningRateSchedule.Step(2, 1.5)),
        Refusal.Of<ArgumentOutOfRangeException>("finalFactor", () => LearningRateSchedule.Cosine(0, -0.1)),
    };

    [Theory]
    [MemberData(nameof(ArgumentsAreCheckedCases))]
    public void ArgumentsAreChecked(Refusal refusal) => refusal.ShouldHappen();
}
