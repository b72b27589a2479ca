using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class TicksTests
{
    [Theory]
    [InlineData(0, 10, 5, "0 2 4 6 8 10")]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-1.3, 1.3, 6, "−1.0 −0.5 0 0.5 1.0")]
    [InlineData(0.1, 0.3, 2, "0.1 0.2 0.3")]
    [InlineData(0, 1, 4, "0 0.25 0.50 0.75 1.00")]
    [InlineData(1994, 2026, 4, "2000 2010 2020")]
    [InlineData(0, 5e7, 5, "0 1e7 2e7 3e7 4e7 5e7")]
    [InlineData(0, 4e-7, 4, "0 1e−7 2e−7 3e−7 4e−7")]
    public void LinearTicksAreRoundAndWithinTheRange(double min, double max, int most, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ticks.Linear(min, max, most).Select(t => t.Label)));

    [Fact]
    public void StepsAreOneTwoTwoAndAHalfOrFiveTimesAPowerOfTen()
    {
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            double min = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 9));
            double max = min + Math.Pow(10, (12 * random.NextDouble()) - 5);
            if (max - min < 1e-9 * Math.Abs(min))
            {
                continue;
            }
            int most = random.Next(2, 12);

            IReadOnlyList<Tick> ticks = Ticks.Linear(min, max, most);

            Assert.InRange(ticks.Count, 1, most + 1);
            double slack = 1e-6 * (max - min);
            Assert.All(ticks, t => Assert.InRange(t.Value, min - slack, max + slack));
            if (ticks.Count > 1)
            {
                double step = ticks[1].Value - ticks[0].Value;
                double leading = step / Math.Pow(10, Math.Floor(Math.Log10(step * (1 + 1e-6))));
                Assert.Contains(new[] { 1, 2, 2.5, 5 }, nice => Math.Abs(nice - leading) < 1e-4);
                Assert.Equal(ticks.Count, ticks.Select(t => t.Label).Distinct().Count());
            }
        }
    }

    [Theory]
    [InlineData(0.5, 2000, "1 10 100 1000")]
    [InlineData(10, 200, "10 20 50 100 200")]
    [InlineData(1e-6, 1e-3, "10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³")]
    [InlineData(0.5e-6, 3e-6, "5×10⁻⁷ 10⁻⁶ 2×10⁻⁶")]
    [InlineData(3.1, 3.9, "3.2 3.4 3.6 3.8")]
    public void LogarithmicTicks(double min, double max, string expected)
    {
        IEnumerable<string> labels = Ticks.Logarithmic(min, max).Select(t => t.Label).OfType<string>();
        Assert.Equal(expected, string.Join(' ', labels));
    }

    [Fact]
    public void MinorTicksOfALogarithmicAxisHaveNoLabel()
    {
        double[] minor = [.. Ticks.Logarithmic(1, 100, most: 3).Where(t => t.Label is null).Select(t => t.Value)];

        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9, 20, 30, 40, 50, 60, 70, 80, 90], minor.Select(v => Math.Round(v, 9)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(1e18, 1.0000000000000001e18)]
    public void ARangeThatIsNoneIsAnError(double min, double max)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Ticks.Linear(min, max));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ticks.Logarithmic(min, max));
    }
}
