using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public unsafe class PackedMatrixTests
{
    public static TheoryData<int, int> Shapes { get; } = new()
    {
        { 0, 0 }, { 0, 5 }, { 5, 0 }, { 1, 1 }, { 3, 7 }, { 4, 16 }, { 9, 33 }, { 255, 32 }, { 256, 31 }, { 257, 70 }, { 600, 17 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void GivenMatrix_WhenPacked_ThenEachValueIsInItsBlockPanelAndStep(int depth, int columns)
    {
        var packed = new PackedMatrix();
        packed.Pack(Matrix(depth, columns), depth, columns);
        Values(packed).ShouldEqual(Expected(depth, columns));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void GivenTransposedMatrix_WhenPacked_ThenItIsAsTheMatrixItself(int depth, int columns)
    {
        var matrix = Matrix(depth, columns);
        var transposed = new float[matrix.Length];
        for (var k = 0; k < depth; k++)
        {
            for (var j = 0; j < columns; j++)
                transposed[(j * depth) + k] = matrix[(k * columns) + j];
        }

        var packed = new PackedMatrix();
        packed.PackTransposed(transposed, columns, depth);
        Values(packed).ShouldEqual(Expected(depth, columns));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GivenRowsApart_WhenPanelsArePackedInParts_ThenTheyAreAsPackedAtOnce(bool transposed)
    {
        const int Depth = 300, Columns = 75, Gap = 3;
        var (rows, width) = transposed ? (Columns, Depth) : (Depth, Columns);
        var wide = new float[rows * (width + Gap)];
        Array.Fill(wide, float.NaN);
        for (var k = 0; k < Depth; k++)
        {
            for (var j = 0; j < Columns; j++)
                wide[transposed ? (j * (width + Gap)) + k : (k * (width + Gap)) + j] = Value(k, j);
        }

        var packed = new PackedMatrix();
        packed.Reshape(Depth, Columns);
        fixed (float* first = wide)
        {
            for (var panel = packed.Panels - 1; panel >= 0; panel--)
            {
                if (transposed)
                    packed.PackPanelsTransposed(first, width + Gap, panel, 1);
                else
                    packed.PackPanels(first, width + Gap, panel, 1);
            }
        }

        Values(packed).ShouldEqual(Expected(Depth, Columns));
    }

    [Fact]
    public void GivenRoomOfALargerMatrix_WhenPackedAgain_ThenThePaddingIsZeroAndTheRoomIsKept()
    {
        var packed = new PackedMatrix();
        packed.Pack([.. Enumerable.Repeat(float.NaN, 40 * 90)], 40, 90);
        var room = packed.Values.Length;
        packed.Pack(Matrix(11, 5), 11, 5);
        packed.Values.Length.Should().Be(room);
        Values(packed).ShouldEqual(Expected(11, 5));
        packed.Panels.Should().Be(1);
    }

    [Theory]
    [InlineData(5, 2, 3)]
    [InlineData(7, 2, 3)]
    [InlineData(0, 2, 3)]
    public void GivenWrongNumberOfValues_WhenPacked_ThenTheyAreRefused(int length, int depth, int columns)
    {
        var values = new float[length];
        FluentActions.Invoking(() => new PackedMatrix().Pack(values, depth, columns)).Should().ThrowExactly<ArgumentException>()
            .WithMessage($"Expected 6 values (2 × 3), got {length}.");
        FluentActions.Invoking(() => new PackedMatrix().PackTransposed(values, columns, depth)).Should().ThrowExactly<ArgumentException>();
    }

    [Theory]
    [InlineData(-1, 3, "depth")]
    [InlineData(3, -1, "columns")]
    public void GivenNegativeSize_WhenPacked_ThenItIsNamed(int depth, int columns, string name)
    {
        FluentActions.Invoking(() => new PackedMatrix().Reshape(depth, columns)).Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName(name);
        FluentActions.Invoking(() => new PackedMatrix().Pack([], depth, columns)).Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName(name);
    }

    private static float Value(int k, int j) => (1000 * k) + j + 1;

    private static float[] Matrix(int depth, int columns) => [.. from k in Enumerable.Range(0, depth) from j in Enumerable.Range(0, columns) select Value(k, j)];

    private static float[] Values(PackedMatrix packed) => packed.Values[..(packed.Depth * packed.PaddedColumns)].ToArray();

    // Blocks of steps, in each the panels, in each the steps, in each the columns; zeros past the last column.
    private static float[] Expected(int depth, int columns)
    {
        var width = PackedMatrix.MachinePanelWidth;
        var panels = (columns + width - 1) / width;
        return
        [
            .. from block in Enumerable.Range(0, (depth + PackedMatrix.DepthBlock - 1) / PackedMatrix.DepthBlock)
               from panel in Enumerable.Range(0, panels)
               from k in Enumerable.Range(block * PackedMatrix.DepthBlock, Math.Min(PackedMatrix.DepthBlock, depth - (block * PackedMatrix.DepthBlock)))
               from j in Enumerable.Range(panel * width, width)
               select j < columns ? Value(k, j) : 0,
        ];
    }
}
