using System.Runtime.Intrinsics;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

/// <summary>
/// Every kernel that takes pointers, at all lengths from 1 to 70 and in registers of each width, on memory that ends or
/// begins at a page that must not be touched: it gives the numbers of a plain loop, and touches nothing else.
/// </summary>
public unsafe class KernelBoundsTests
{
    private const int Longest = 70;

    private static readonly bool[] Ends = [true, false];

    public static TheoryData<int> PanelWidths => [8, 16, 32];

    [Fact]
    public void TheGuardsHold()
    {
        // The system refuses to write out what it may not read, where a kernel would end the process.
        var path = Path.GetTempFileName();
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, options: FileOptions.DeleteOnClose))
        {
            using GuardedMemory<float> memory = new(Longest);
            memory.Take(3, atEnd: true);
            RandomAccess.Write(file, new ReadOnlySpan<byte>(memory.Pointer, 12), 0);
            if (OperatingSystem.IsLinux())
            {
                FluentActions.Invoking(() => RandomAccess.Write(file, new ReadOnlySpan<byte>((byte*)memory.Pointer + 12, 1), 0))
                    .Should().ThrowExactly<IOException>();
            }

            memory.Take(3, atEnd: false);
            if (OperatingSystem.IsLinux())
            {
                FluentActions.Invoking(() => RandomAccess.Write(file, new ReadOnlySpan<byte>((byte*)memory.Pointer - 1, 1), 0))
                    .Should().ThrowExactly<IOException>();
            }

            memory.Pointer[3] = 1;
            FluentActions.Invoking(memory.AssertUntouched).Should().Throw<Xunit.Sdk.XunitException>();
        }
        File.Exists(path).Should().BeFalse();
    }

    [Fact]
    public void DistancesAndNorms()
    {
        using GuardedMemory<float> left = new(Longest), right = new(Longest);
        foreach (var atEnd in Ends)
        {
            for (var length = 1; length <= Longest; length++)
            {
                float[] a = Normals(1, length), b = Normals(2, length);
                left.Take(a, atEnd);
                right.Take(b, atEnd);
                var expected = a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum();
                AssertNear(expected, VectorMath.SquaredDistance(left.Pointer, right.Pointer, length));
                if (length >= 16)
                    AssertNear(expected, VectorMath.SquaredDistance512(left.Pointer, right.Pointer, length));
                if (length >= 8)
                    AssertNear(expected, VectorMath.SquaredDistance256(left.Pointer, right.Pointer, length));
                if (length >= 4)
                    AssertNear(expected, VectorMath.SquaredDistance128(left.Pointer, right.Pointer, length));
                AssertNear(a.Sum(x => (double)x * x), VectorMath.SquaredNorm(left.Pointer, length));
                VectorMath.Prefetch(left.Pointer, length);
                VectorMath.IsFinite(left.Take(a, atEnd)).Should().BeTrue();
                AssertUntouched(left, right);
            }
        }
    }

    [Fact]
    public void SumsOfRows()
    {
        using GuardedMemory<float> rows = new(Longest), centres = new(Longest);
        using GuardedMemory<double> sums = new(Longest), wide = new(Longest);
        foreach (var atEnd in Ends)
        {
            for (var length = 1; length <= Longest; length++)
            {
                float[] row = Normals(1, length), centre = Normals(2, length);
                var centreInDouble = Array.ConvertAll(centre, c => (double)c);
                var taken = sums.Take(length, atEnd);
                rows.Take(row, atEnd);
                centres.Take(centre, atEnd);
                VectorMath.AddScaled(rows.Pointer, centres.Pointer, 1.5, sums.Pointer, length);
                VectorMath.Add(rows.Take(row, atEnd), taken);
                VectorMath.AddSquares(rows.Take(row, atEnd), wide.Take(centreInDouble, atEnd), taken);
                for (var j = 0; j < length; j++)
                {
                    var difference = (double)row[j] - centre[j];
                    AssertNear((1.5 * difference) + row[j] + (difference * difference), taken[j]);
                }
                AssertUntouched(rows, centres);
                sums.AssertUntouched();
                wide.AssertUntouched();
            }
        }
    }

    [Theory]
    [MemberData(nameof(PanelWidths))]
    public void ProductsOfMatrices(int panelWidth)
    {
        using GuardedMemory<float> left = new(26 * 300), right = new(Longest * 300), result = new(26 * 96), biases = new(96);
        foreach ((var rows, var depth, var columns) in Shapes())
        {
            foreach (var atEnd in Ends)
            {
                float[] a = Normals(1, rows * depth), b = Normals(2, depth * columns), bias = Normals(3, columns);
                var plain = new PackedMatrix(panelWidth);
                plain.Pack(right.Take(b, atEnd), depth, columns);
                var turned = new PackedMatrix(panelWidth);
                turned.PackTransposed(right.Take(Transposed(b, depth, columns), atEnd), columns, depth);
                turned.Values.ToArray().ShouldEqual(plain.Values.ToArray());

                var c = result.Take(rows * columns, atEnd);
                MatrixProduct.Multiply(left.Take(a, atEnd), rows, plain, c, bias: biases.Take(bias, atEnd));
                AssertProduct(a, b, rows, depth, columns, bias, c, columns);
                MatrixProduct.Multiply(left.Take(Transposed(a, rows, depth), atEnd), rows, plain, c, transposed: true, accumulate: true);
                AssertProduct(a, b, rows, depth, columns, bias, c, columns, factor: 2);

                var scores = new float[plain.PaddedColumns];
                bias.CopyTo(scores, 0);
                var padded = result.Take(rows * plain.PaddedColumns, atEnd);
                MatrixProduct.MultiplyPadded(left.Take(a, atEnd), rows, plain, padded, biases.Take(scores, atEnd));
                AssertProduct(a, b, rows, depth, columns, bias, padded, plain.PaddedColumns);
                AssertUntouched(left, right, result, biases);
            }
        }
    }

    [Theory]
    [MemberData(nameof(PanelWidths))]
    public void ProductsOfSparseRows(int panelWidth)
    {
        using GuardedMemory<float> left = new(26 * 300), result = new(26 * Longest), biases = new(Longest);
        foreach ((var rows, var depth, var columns) in Shapes())
        {
            foreach (var atEnd in Ends)
            {
                float[] a = Normals(1, rows * depth), b = Normals(2, depth * columns), bias = Normals(3, columns);
                for (var i = 0; i < a.Length; i++)
                    a[i] = i % 3 == 0 ? a[i] : 0;
                var packed = new PackedMatrix(panelWidth);
                packed.Pack(b, depth, columns);

                var c = result.Take(rows * columns, atEnd);
                Fill(SparseRows.Take(left.Take(a, atEnd), rows, packed), biases.Take(bias, atEnd));
                AssertProduct(a, b, rows, depth, columns, bias, c, columns);
                float[] factors = [.. Enumerable.Repeat(2f, depth)];
                Fill(SparseRows.TakeTransposed(left.Take(Transposed(a, rows, depth), atEnd), rows, factors, rows, packed), default);
                AssertProduct(a, b, rows, depth, columns, new float[columns], c, columns, factor: 2);
                AssertUntouched(left, result, biases);

                void Fill(SparseRows terms, Span<float> offsets)
                {
                    fixed (float* start = offsets)
                        SparseProduct.TryMultiply(terms, packed, start, result.Pointer, columns).Should().BeTrue();
                    terms.Return();
                }
            }
        }
    }

    [Fact]
    public void TilesInDouble()
    {
        using GuardedMemory<double> left = new(4 * Longest), right = new(8 * Longest), sums = new(32);
        foreach (var atEnd in Ends)
        {
            for (var steps = 0; steps <= Longest; steps++)
            {
                double[] a = Array.ConvertAll(Normals(1, 4 * steps), x => (double)x), b = Array.ConvertAll(Normals(2, 8 * steps), x => (double)x);
                left.Take(a, atEnd);
                right.Take(b, atEnd);
                var c = sums.Take(32, atEnd);
                DoubleTile.Accumulate(steps, left.Pointer, 1, 4, right.Pointer, 8, sums.Pointer, 8);
                for (var i = 0; i < 32; i++)
                    AssertNear(Enumerable.Range(0, steps).Sum(k => a[(k * 4) + (i / 8)] * b[(k * 8) + (i % 8)]), c[i]);
                left.AssertUntouched();
                right.AssertUntouched();
                sums.AssertUntouched();
            }
        }
    }

    [Fact]
    public void RandomNumbers()
    {
        using GuardedMemory<float> values = new(200);
        var stream = new RandomStream(3, RandomPurpose.RowOrder);
        float[] uniform = new float[300], normal = new float[300];
        stream.FillUniform(uniform);
        stream.FillNormal(normal);
        foreach (var atEnd in Ends)
        {
            for (var length = 1; length <= 200; length++)
            {
                foreach (var start in new[] { 0, 1, 63, 64 })
                {
                    var taken = values.Take(length, atEnd);
                    stream.FillUniform(taken, start);
                    taken.ShouldEqual(uniform.AsSpan(start, length));
                    stream.FillNormal(taken, start);
                    taken.ShouldEqual(normal.AsSpan(start, length));
                    values.AssertUntouched();
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(PanelWidths))]
    public void NearestPrototypes(int panelWidth)
    {
        const int Rows = 29;
        using GuardedMemory<float> points = new(Rows * Longest), minima = new(Rows), seconds = new(Rows);
        using GuardedMemory<int> winners = new(Rows), indices = new(Rows);
        int[] order = [.. Enumerable.Range(0, Rows).Select(i => i * 5 % Rows)];
        foreach ((var count, var dimension) in Shapes().Where(shape => shape.Depth > 0).Select(shape => (shape.Columns, Math.Min(shape.Depth, Longest))).Distinct())
        {
            foreach (var atEnd in Ends)
            {
                float[] prototypes = Normals(1, count * dimension), rows = Normals(2, Rows * dimension);
                var nearest = new NearestPrototype(prototypes, count, dimension, panelWidth);
                var least = minima.Take(Rows, atEnd);
                var found = winners.Take(Rows, atEnd);
                nearest.Find(points.Take(rows, atEnd), found, least);
                for (var i = 0; i < Rows; i++)
                    AssertNearest(rows.AsSpan(i * dimension, dimension), prototypes, found[i], least[i]);

                indices.Take(order, atEnd);
                var others = seconds.Take(Rows, atEnd);
                nearest.FindGathered(points.Pointer, indices.Pointer, Rows, winners.Pointer, minima.Pointer, seconds.Pointer);
                for (var i = 0; i < Rows; i++)
                {
                    ReadOnlySpan<float> row = rows.AsSpan(order[i] * dimension, dimension);
                    AssertNearest(row, prototypes, found[i], least[i]);
                    for (var z = 0; z < count; z++)
                        (z == found[i] || VectorMath.SquaredDistance(row, prototypes.AsSpan(z * dimension, dimension)) >= others[i]).Should().BeTrue();
                }
                AssertUntouched(points, minima, seconds);
                winners.AssertUntouched();
                indices.AssertUntouched();
            }
        }
    }

    [Fact]
    public void DistanceBoundsListEveryRow()
    {
        using GuardedMemory<int> labels = new(Longest), doubtful = new(Longest);
        foreach (var atEnd in Ends)
        {
            for (var count = 1; count <= Longest; count++)
            {
                var bounds = new DistanceBounds(count, clusters: 3, dimension: 2);
                var rows = labels.Take(count, atEnd);
                for (var i = 0; i < count; i++)
                {
                    // A row without a prototype, and one with a label that is none, are in doubt; so are those that were forgotten.
                    rows[i] = (i % 5) - 1;
                    bounds.Forget(i);
                }
                var listed = doubtful.Take(count, atEnd);
                bounds.Advance(0, count, labels.Pointer, doubtful.Pointer).Should().Be(count);
                listed.ToArray().ShouldEqual(Enumerable.Range(0, count));
                labels.AssertUntouched();
                doubtful.AssertUntouched();
            }
        }
    }

    [Fact]
    public void StepsOfCoordinateDescentStayInside()
    {
        StepsOfCoordinateDescent<Simd128, Vector128<float>>();
        StepsOfCoordinateDescent<Simd256, Vector256<float>>();
        StepsOfCoordinateDescent<Simd512, Vector512<float>>();
    }

    [Fact]
    public void AtomsLessTheOthersStayInside()
    {
        AtomsLessTheOthers<Simd128, Vector128<float>>();
        AtomsLessTheOthers<Simd256, Vector256<float>>();
        AtomsLessTheOthers<Simd512, Vector512<float>>();
    }

    private static void StepsOfCoordinateDescent<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        const float Sparsity = 0.3f, Change = 0.7f;
        using GuardedMemory<float> gram = new(80), correlations = new(80), codes = new(80), norms = new(80), inverses = new(80);
        foreach (var atEnd in Ends)
        {
            for (var count = 1; count <= Longest; count++)
            {
                var width = (count + 15) & ~15;
                Padded(gram, 1).CopyTo(gram.Take(width, atEnd));
                float[] before = Padded(correlations, 2), code = Padded(codes, 3);
                before.CopyTo(correlations.Take(width, atEnd));
                code.CopyTo(codes.Take(width, atEnd));
                norms.Take(width, atEnd)[..count].Fill(2);
                inverses.Take(width, atEnd)[..count].Fill(0.5f);
                var over = new SparseSearch.Coordinates(gram.Pointer, correlations.Pointer, codes.Pointer, norms.Pointer, inverses.Pointer, count, width);
                var place = SparseSearch.Apply<TSimd, TVector>(over, gram.Pointer, Change, Sparsity, nonNegative: false, out var move);

                double greatest = -1;
                var expected = -1;
                for (var k = 0; k < count; k++)
                {
                    var correlation = before[k] - (Change * (double)Padded(gram, 1)[k]);
                    correlations.Pointer[k].Should().BeApproximately(correlation, 1e-5);
                    var target = correlation + (2 * code[k]);
                    var step = Math.Abs(((target - Math.Clamp(target, -Sparsity, Sparsity)) / 2) - code[k]);
                    if (step > greatest)
                        (greatest, expected) = (step, k);
                }
                place.Should().Be(expected);
                move.Should().BeApproximately(greatest, 1e-5);
                AssertUntouched(gram, correlations, codes, norms, inverses);

                float[] Padded(GuardedMemory<float> of, ulong seed) => [.. Normals(seed, count), .. new float[width - count]];
            }
        }
    }

    private static void AtomsLessTheOthers<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        using GuardedMemory<float> weights = new(9), atoms = new(9 * Longest), products = new(Longest), targets = new(Longest);
        foreach (var atEnd in Ends)
        {
            foreach (var count in new[] { 1, 9 })
            {
                for (var dimension = 1; dimension <= Longest; dimension++)
                {
                    float[] w = Normals(1, count), a = Normals(2, count * dimension), p = Normals(3, dimension);
                    weights.Take(w, atEnd);
                    atoms.Take(a, atEnd);
                    products.Take(p, atEnd);
                    var target = targets.Take(dimension, atEnd);
                    DictionaryLearner.Rest<TSimd, TVector>(weights.Pointer, atoms.Pointer, products.Pointer, targets.Pointer, count, dimension);
                    for (var j = 0; j < dimension; j++)
                        target[j].Should().BeApproximately(p[j] - Enumerable.Range(0, count).Sum(k => (double)w[k] * a[(k * dimension) + j]), 1e-5);
                    AssertUntouched(weights, atoms, products, targets);
                }
            }
        }
    }

    // Every number of columns, of steps and of rows in a tile, each with few values of the others; and steps beyond one block.
    private static IEnumerable<(int Rows, int Depth, int Columns)> Shapes()
    {
        for (var length = 1; length <= Longest; length++)
        {
            yield return (7, 3, length);
            yield return (13, length, 5);
            yield return (3, length, 33);
        }
        for (var rows = 1; rows <= 26; rows++)
            yield return (rows, 5, 17);
        yield return (13, 257, 20);
        yield return (2, 300, 70);
        yield return (12, 0, 9);
    }

    private static void AssertProduct(
        float[] a, float[] b, int rows, int depth, int columns, float[] bias, ReadOnlySpan<float> c, int stride, double factor = 1)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < stride; j++)
            {
                double sum = 0, size = 1;
                for (var k = 0; k < depth && j < columns; k++)
                {
                    sum += (double)a[(i * depth) + k] * b[(k * columns) + j];
                    size += Math.Abs((double)a[(i * depth) + k] * b[(k * columns) + j]);
                }
                c[(i * stride) + j].Should().BeApproximately((factor * sum) + (j < columns ? bias[j] : 0), 1e-6 * size * factor);
            }
        }
    }

    private static void AssertNearest(ReadOnlySpan<float> row, float[] prototypes, int winner, float minimum)
    {
        var expected = -1;
        var least = float.PositiveInfinity;
        for (var z = 0; z < prototypes.Length / row.Length; z++)
        {
            var distance = VectorMath.SquaredDistance(row, prototypes.AsSpan(z * row.Length, row.Length));
            if (distance < least)
                (least, expected) = (distance, z);
        }
        (winner, minimum).Should().Be(((int, float))(expected, least));
    }

    private static void AssertNear(double expected, double actual) => actual
        .Should().BeApproximately(expected, 1e-6 * Math.Max(1, Math.Abs(expected)));

    private static void AssertUntouched(params ReadOnlySpan<GuardedMemory<float>> memories)
    {
        foreach (var memory in memories)
            memory.AssertUntouched();
    }

    private static float[] Transposed(float[] matrix, int rows, int columns)
    {
        var transposed = new float[matrix.Length];
        for (var i = 0; i < matrix.Length; i++)
            transposed[(i % columns * rows) + (i / columns)] = matrix[i];
        return transposed;
    }

    private static float[] Normals(ulong seed, int count)
    {
        var values = new float[count];
        new RandomStream(seed, RandomPurpose.RowOrder).FillNormal(values);
        return values;
    }
}
