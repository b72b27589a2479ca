using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>The atoms that rows are explained by, with what the searches for codes need of them.</summary>
/// <remarks>Updated by one thread, then read by any number.</remarks>
internal sealed class SparseDictionary
{
    private const int RowsPerPart = 48;
    private const int PowerIterations = 300;

    private readonly PackedMatrix _packed = new();
    private float[] _atoms = [];
    private float[] _gram = [];
    private float[] _norms = [];

    /// <summary>K, the number of atoms.</summary>
    public int Count { get; private set; }

    /// <summary>d, the number of values of an atom.</summary>
    public int Dimension { get; private set; }

    /// <summary>K rounded up to whole panels: the length of every vector over the atoms, zeros at its end.</summary>
    public int Width => _packed.PaddedColumns;

    /// <summary>K × d values, an atom a row.</summary>
    public ReadOnlySpan<float> Atoms => _atoms.AsSpan(0, Count * Dimension);

    /// <summary>For Wᵀy.</summary>
    public PackedMatrix Packed => _packed;

    /// <summary>WᵀW: K rows of <see cref="Width"/> values; not there for <see cref="SparseInferenceAlgorithm.Fista"/>.</summary>
    public ReadOnlySpan<float> Gram => _gram.AsSpan(0, Count * Width);

    /// <summary>‖w‖² of each atom: <see cref="Width"/> values.</summary>
    public ReadOnlySpan<float> Norms => _norms.AsSpan(0, Width);

    /// <summary>1/‖w‖² of each atom; 0 for one that is all zero, and so never moves.</summary>
    public ReadOnlySpan<float> InverseNorms => _norms.AsSpan(Width, Width);

    public ReadOnlySpan<float> Atom(int k) => _atoms.AsSpan(k * Dimension, Dimension);

    /// <summary>At least about the largest eigenvalue of WᵀW; there for <see cref="SparseInferenceAlgorithm.Fista"/> alone.</summary>
    public float Curvature { get; private set; }

    /// <summary>Takes atoms, K × d values, for searches by the given algorithm. Not while another thread reads.</summary>
    public void Update(ReadOnlySpan<float> atoms, int count, int dimension, SparseInferenceAlgorithm algorithm, WorkTeam? team = null)
    {
        Count = count;
        Dimension = dimension;
        _packed.PackTransposed(atoms, count, dimension);
        Reserve(ref _atoms, atoms.Length);
        atoms.CopyTo(_atoms);
        Reserve(ref _norms, checked(2 * Width));
        Array.Clear(_norms);
        for (var k = 0; k < count; k++)
        {
            var norm = VectorMath.SquaredNorm(Atom(k));
            _norms[k] = norm;
            _norms[Width + k] = float.IsNormal(1 / norm) ? 1 / norm : 0;
        }

        if (algorithm == SparseInferenceAlgorithm.Fista)
        {
            Curvature = LargestEigenvalue();
            return;
        }
        Reserve(ref _gram, checked(count * Width));
        var parts = RowBlocks.Count(count, RowsPerPart);
        if (team is not null)
        {
            team.Run(parts, MultiplyPart);
            return;
        }
        for (var part = 0; part < parts; part++)
            MultiplyPart(part);
    }

    private void MultiplyPart(int part)
    {
        var start = part * RowsPerPart;
        var length = Math.Min(RowsPerPart, Count - start);
        MatrixProduct.MultiplyPadded(_atoms.AsSpan(start * Dimension, length * Dimension), length, _packed, _gram.AsSpan(start * Width, length * Width));
    }

    private static void Reserve(ref float[] values, int count)
    {
        if (values.Length < count)
            values = new float[count];
    }

    /// <summary>
    /// By the power method on WᵀW, in double. It comes from below, so a hundredth is added; FISTA's steps stay stable up
    /// to 4/3 of it.
    /// </summary>
    private float LargestEigenvalue()
    {
        var sums = new double[Dimension];
        var direction = new double[Count];
        var stream = new RandomStream(0, RandomPurpose.PowerIteration);
        for (var k = 0; k < Count; k++)
            direction[k] = stream.Uniform(k) - 0.5;

        double eigenvalue = 0;
        for (var iteration = 0; iteration < PowerIterations; iteration++)
        {
            double norm = 0;
            foreach (var value in direction)
                norm += value * value;
            var scale = norm > 0 ? 1 / Math.Sqrt(norm) : 0;
            Array.Clear(sums);
            for (var k = 0; k < Count; k++)
            {
                var atom = Atom(k);
                var factor = direction[k] * scale;
                for (var j = 0; j < sums.Length; j++)
                    sums[j] += factor * atom[j];
            }

            var before = eigenvalue;
            eigenvalue = 0;
            foreach (var sum in sums)
                eigenvalue += sum * sum;
            if (eigenvalue - before <= 1e-5 * eigenvalue)
                break;
            for (var k = 0; k < Count; k++)
            {
                var atom = Atom(k);
                double product = 0;
                for (var j = 0; j < sums.Length; j++)
                    product += sums[j] * atom[j];
                direction[k] = product;
            }
        }
        return (float)(1.01 * eigenvalue);
    }
}
