using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// The greatest eigenvalues of a symmetric matrix, not negative definite, that is known by its products alone: for matrices too large to
/// be made, of whose eigenvalues few are wanted.
/// </summary>
/// <remarks>
/// A block Krylov space with full orthogonalisation, in which the matrix is projected and solved, until what the products
/// leave outside of the space is a rounding error. The block has more vectors than are wanted, so that no eigenvalue is
/// missed however often it comes; a space that has grown to its limit is begun again from its best vectors. Sources:
/// Golub and Van Loan, "Matrix Computations", 4th edition, section 10.3.6; Wu and Simon, "Thick-restart Lanczos method for
/// large symmetric eigenvalue problems", SIAM J. Matrix Analysis 22 (2000).
/// </remarks>
internal sealed class KrylovEigen
{
    // Vectors in a block beside those wanted.
    private const int Extra = 8;

    // What is left outside, as a share of the greatest eigenvalue.
    private const double Tolerance = 1e-13;

    // A direction this much shorter than the greatest eigenvalue is a rounding error.
    private const double Nothing = 1e-14;
    private const double Short = 1e-4;

    // The projected problem is solved when the space has grown by this much: that costs as much as some products.
    private const double Growth = 1.3;

    private const int MostVectors = 1500;
    private const int MostValues = 1 << 24;
    private const int MostRestarts = 200;

    private readonly int _size;
    private readonly int _block;
    private readonly int _most;
    private readonly int _threads;
    private readonly CancellationToken _cancellation;
    private readonly double[] _basis;
    private readonly double[] _projected;
    private double _scale;
    private uint _drawn;

    private KrylovEigen(int size, int wanted, int mostVectors, int threads, CancellationToken cancellation)
    {
        _size = size;
        _block = BlockOf(size, wanted);
        _most = (int)Math.Min(size, Math.Max(6L * _block, Math.Min(mostVectors, MostValues / size)));
        _threads = threads;
        _cancellation = cancellation;
        _basis = new double[checked(_most * size)];
        _projected = new double[checked(_most * _most)];
    }

    /// <summary>Whether the space would come near to the whole one, where the matrix itself is the better way.</summary>
    public static bool IsWorthwhile(int size, int wanted) => 8L * BlockOf(size, wanted) < size;

    /// <summary>Gives the greatest eigenvalues and their unit vectors, one a row, in falling order.</summary>
    /// <param name="size">n.</param>
    /// <param name="multiply">Gives A·x of some vectors: how many there are, and n values for each; the same of the result.</param>
    /// <param name="values">Receives the eigenvalues.</param>
    /// <param name="vectors">Receives n values for each of them. The greatest of each in magnitude is positive.</param>
    /// <param name="threads">The most threads used; no bit depends on it.</param>
    /// <param name="cancellation">Looked at on the way.</param>
    /// <param name="mostVectors">What the space may grow to, where six blocks are not more.</param>
    /// <exception cref="InvalidOperationException">The search did not end.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Leading(
        int size, Func<int, ReadOnlyMemory<double>, double[]> multiply, double[] values, double[] vectors, int threads, CancellationToken cancellation,
        int mostVectors = MostVectors)
        => new KrylovEigen(size, values.Length, mostVectors, threads, cancellation).Run(multiply, values, vectors);

    private static int BlockOf(int size, int wanted) => Math.Min(size, wanted + Extra);

    private void Run(Func<int, ReadOnlyMemory<double>, double[]> multiply, double[] values, double[] vectors)
    {
        var wanted = values.Length;
        var count = 0;
        var length = _block;
        for (var i = 0; i < length; i++)
            Draw(Vector(i), i);
        double check = 3 * _block;
        for (var restarts = 0; restarts < MostRestarts;)
        {
            var images = multiply(length, _basis.AsMemory(count * _size, length * _size));
            Project(images, count, length);
            count += length;
            var next = Math.Min(_block, _size - count);
            var outside = Orthogonalize(images, count, length, next);
            var isFull = count + next > _most || next == 0;
            if (count >= check || isFull)
            {
                var kept = Math.Min(isFull ? Math.Min(2 * _block, _most / 2) : wanted, count);
                var ritz = new double[Math.Max(kept, wanted)];
                var weights = new double[ritz.Length * count];
                SymmetricEigen.Leading(ProjectedMatrix(count), ritz, weights, _cancellation);
                if (next == 0 || IsFound(weights, outside, count, length, next, wanted, ritz[0]))
                {
                    ritz.AsSpan(0, wanted).CopyTo(values);
                    Combine(weights, wanted, count, vectors);
                    return;
                }
                check = Math.Max(count + _block, Growth * count);
                if (isFull)
                {
                    var best = new double[ritz.Length * _size];
                    Combine(weights, ritz.Length, count, best);
                    best.CopyTo(_basis, 0);
                    Array.Clear(_projected);
                    for (var i = 0; i < ritz.Length; i++)
                        _projected[(i * _most) + i] = ritz[i];
                    count = ritz.Length;
                    check = Math.Min(_most - _block, Growth * count);
                    restarts++;
                }
            }
            images.AsSpan(0, next * _size).CopyTo(_basis.AsSpan(count * _size));
            length = next;
        }
        throw new InvalidOperationException($"The eigenvectors of the {wanted} greatest of {_size} eigenvalues were not found within {MostRestarts} restarts.");
    }

    private Span<double> Vector(int i) => _basis.AsSpan(i * _size, _size);

    /// <summary>Takes out of the images what lies in the space, which with them gives the projected matrix.</summary>
    private void Project(double[] images, int count, int length)
        => RowBlocks.Run(length, 1, _threads, _cancellation, (i, _, _) =>
        {
            var image = images.AsSpan(i * _size, _size);
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < count + length; j++)
                {
                    ReadOnlySpan<double> other = Vector(j);
                    var along = TensorPrimitives.Dot(other, (ReadOnlySpan<double>)image);
                    TensorPrimitives.MultiplyAdd(other, -along, image, image);
                    if (pass == 0)
                        _projected[(j * _most) + count + i] = along;
                }
            }
        });

    // What is above the diagonal, on both sides of it.
    private double[] ProjectedMatrix(int count)
    {
        var matrix = new double[count * count];
        for (var i = 0; i < count; i++)
        {
            for (var j = i; j < count; j++)
                matrix[(i * count) + j] = matrix[(j * count) + i] = _projected[(i * _most) + j];
        }
        return matrix;
    }

    /// <summary>Makes an orthonormal block of what the images left outside of the space; gives the images' coordinates in it.</summary>
    private double[] Orthogonalize(double[] images, int count, int length, int next)
    {
        var coordinates = new double[Math.Max(next, 1) * length];
        var lengths = new double[length];
        for (var i = 0; i < length; i++)
            lengths[i] = TensorPrimitives.Norm<double>(images.AsSpan(i * _size, _size));
        _scale = Math.Max(_scale, Math.Max(lengths.Max(), Math.Abs(TensorPrimitives.MaxMagnitude<double>(_projected))));
        for (var i = 0; i < length; i++)
        {
            _cancellation.ThrowIfCancellationRequested();
            var image = images.AsSpan(i * _size, _size);
            for (var pass = 0; pass < 2; pass++)
            {
                for (var l = 0; l < Math.Min(i, next); l++)
                {
                    ReadOnlySpan<double> other = images.AsSpan(l * _size, _size);
                    var along = TensorPrimitives.Dot(other, (ReadOnlySpan<double>)image);
                    TensorPrimitives.MultiplyAdd(other, -along, image, image);
                    coordinates[(l * length) + i] += along;
                }
            }
            if (i >= next)
                continue;
            var norm = TensorPrimitives.Norm<double>(image);
            if (norm > Nothing * _scale)
            {
                coordinates[(i * length) + i] = norm;
                // What is short is to a large part what rounding has left inside of the space.
                if (norm < Short * _scale)
                    Separate(image, count, images, i);
                else
                    TensorPrimitives.Divide(image, norm, image);
                continue;
            }
            // The space has come to its end in this direction: on from another one.
            Draw(image, count, images, i);
        }
        return coordinates;
    }

    private void Draw(Span<double> vector, int count) => Draw(vector, count, [], 0);

    /// <summary>A random unit vector, orthogonal to the first of the space and of the images.</summary>
    private void Draw(Span<double> vector, int count, double[] images, int imageCount)
    {
        new RandomStream(0, RandomPurpose.KrylovStart, _drawn++).FillUniform(vector);
        TensorPrimitives.Subtract(vector, 0.5, vector);
        Separate(vector, count, images, imageCount);
    }

    /// <summary>Makes a vector a unit one, orthogonal to the first of the space and of the images.</summary>
    private void Separate(Span<double> vector, int count, double[] images, int imageCount)
    {
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
        for (var pass = 0; pass < 3; pass++)
        {
            for (var j = 0; j < count + imageCount; j++)
            {
                ReadOnlySpan<double> other = j < count ? Vector(j) : images.AsSpan((j - count) * _size, _size);
                TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot(other, (ReadOnlySpan<double>)vector), vector, vector);
            }
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
        }
    }

    private static bool IsFound(double[] weights, double[] outside, int count, int length, int next, int wanted, double greatest)
    {
        for (var k = 0; k < wanted; k++)
        {
            ReadOnlySpan<double> last = weights.AsSpan((k * count) + count - length, length);
            double square = 0;
            for (var l = 0; l < next; l++)
            {
                var along = TensorPrimitives.Dot(outside.AsSpan(l * length, length), last);
                square += along * along;
            }
            if (!(Math.Sqrt(square) <= Tolerance * greatest))
                return false;
        }
        return true;
    }

    /// <summary>Vectors of the space from their coordinates in it.</summary>
    private void Combine(double[] weights, int vectors, int count, double[] combined)
    {
        Array.Clear(combined);
        RowBlocks.Run(vectors, 1, _threads, _cancellation, (k, _, _) =>
        {
            var sum = combined.AsSpan(k * _size, _size);
            for (var j = 0; j < count; j++)
                TensorPrimitives.MultiplyAdd((ReadOnlySpan<double>)Vector(j), weights[(k * count) + j], sum, sum);
            if (sum[TensorPrimitives.IndexOfMaxMagnitude<double>(sum)] < 0)
                TensorPrimitives.Negate(sum, sum);
        });
    }
}
