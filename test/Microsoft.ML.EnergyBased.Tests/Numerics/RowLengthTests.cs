using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class RowLengthTests
{
    [Theory]
    [InlineData(2e18f, true)]
    [InlineData(2.4e18f, false)]
    [InlineData(3e38f, false)]
    [InlineData(float.PositiveInfinity, false)]
    public void ARowIsWithinWhereItsSquaresAre(float value, bool expected)
    {
        for (var length = 1; length < 20; length++)
        {
            var row = new float[length];
            row[length / 2] = -value;
            RowLength.IsWithin(row).Should().Be(expected);
            RowLength.IndexOfGreatest(row).Should().Be(length / 2);
            if (length == 1)
                continue;
            // What is not observed is not there.
            row[0] = float.NaN;
            row[length / 2] = value;
            RowLength.IsWithin(row).Should().Be(expected);
            RowLength.IndexOfGreatest(row).Should().Be(length / 2);
        }
    }

    [Fact]
    public void TwoRowsThatAreWithinHaveAFiniteSquaredDistance()
    {
        var side = 0.9999f * MathF.Sqrt(RowLength.GreatestSquare / 70);
        float[] row = [.. Enumerable.Repeat(side, 70)], opposite = [.. Enumerable.Repeat(-side, 70)];
        float.IsFinite(8 * VectorMath.SquaredDistance(row, opposite)).Should().BeTrue();
    }
}
