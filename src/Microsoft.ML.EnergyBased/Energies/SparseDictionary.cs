using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>The atoms that rows are explained by, with what the searches for codes need of them.</summary>
/// <remarks>Updated by one thread, then read by any number.</remarks>
internal sealed unsafe class SparseDictionary
{
    private const int RowsAPart = 48;
    private const int PowerIterations = 300;

    private readonly PackedMatrix _packed = new();
    private readonly PinnedBuffer _atoms = new();
    private readonly PinnedBuffer _gram = new();
    private readonly PinnedBuffer _norms = new();

    /// <summary>K, the number of atoms.</summary>
    public int Count { get; private set; }

    /// <summary>d, the number of values of an atom.</summary>
    public int Dimension { get; private set; }

    /// <summary>K rounded up to whole panels: the length of every vector over the atoms, zeros at its end.</summary>
    public int Width => _packed.PaddedColumns;

    /// <summary>K × d values, an atom a row.</summary>
    public float* Atoms => _atoms.Pointer;

    /// <summary>For Wᵀy.</summary>
    public PackedMatrix Packed => _packed;

    /// <summary>WᵀW: K rows of <see cref="Width"/> values; not there for <see cref="SparseInferenceAlgorithm.Fista"/>.</summary>
    public float* Gram => _gram.Pointer;

    /// <summary>‖w‖² of each atom.</summary>
    public float* Norms => _norms.Pointer;

    /// <summary>1/‖w‖² of each atom; 0 for one that is all zero, and so never moves.</summary>
    public float* InverseNorms => _norms.Pointer + Width;

    /// <summary>At least about the largest eigenvalue of WᵀW; there for <see cref="SparseInferenceAlgorithm.Fista"/> alone.</summary>
    public float Curvature { get; private set; }

    /// <summary>Takes atoms, K × d values, for searches by the given algorithm. Not while another thread reads.</summary>
    public void Update(ReadOnlySpan<float> atoms, int count, int dimension, SparseInferenceAlgorithm algorithm, WorkTeam? team = null)
    {
        Count = count;
        Dimension = dimension;
        _packed.PackTransposed(atoms, count, dimension);
        _atoms.Reserve((long)count * dimension);
        atoms.CopyTo(new Span<float>(Atoms, count * dimension));
        _norms.Reserve(2L * Width);
        new Span<float>(Norms, 2 * Width).Clear();
        for (int k = 0; k < count; k++)
        {
            float norm = VectorMath.SquaredNorm(Atoms + ((nint)k * dimension), dimension);
            Norms[k] = norm;
            InverseNorms[k] = float.IsNormal(1 / norm) ? 1 / norm : 0;
        }

        if (algorithm == SparseInferenceAlgorithm.Fista)
        {
            Curvature = LargestEigenvalue();
            return;
        }
        _gram.Reserve((long)count * Width);
        int parts = RowBlocks.Count(count, RowsAPart);
        if (team is not null)
        {
            team.Run(parts, MultiplyPart);
            return;
        }
        for (int part = 0; part < parts; part++)
            MultiplyPart(part);
    }

    private void MultiplyPart(int part)
    {
        nint start = (nint)part * RowsAPart;
        int length = (int)Math.Min(RowsAPart, Count - start);
        MatrixProduct.Multiply(Atoms + (start * Dimension), Dimension, 1, length, _packed, null, accumulate: false, Gram + (start * Width), Width);
    }

    /// <summary>
    /// By the power method on WᵀW, in double. It comes from below, so a hundredth is added; FISTA's steps stay stable up
    /// to 4/3 of it.
    /// </summary>
    private float LargestEigenvalue()
    {
        double[] sums = new double[Dimension];
        double[] direction = new double[Count];
        var stream = new RandomStream(0, RandomPurpose.PowerIteration);
        for (int k = 0; k < Count; k++)
            direction[k] = stream.Uniform(k) - 0.5;

        double eigenvalue = 0;
        for (int iteration = 0; iteration < PowerIterations; iteration++)
        {
            double norm = 0;
            foreach (double value in direction)
                norm += value * value;
            double scale = norm > 0 ? 1 / Math.Sqrt(norm) : 0;
            Array.Clear(sums);
            for (int k = 0; k < Count; k++)
            {
                float* atom = Atoms + ((nint)k * Dimension);
                double factor = direction[k] * scale;
                for (int j = 0; j < sums.Length; j++)
                    sums[j] += factor * atom[j];
            }

            double before = eigenvalue;
            eigenvalue = 0;
            foreach (double sum in sums)
                eigenvalue += sum * sum;
            if (eigenvalue - before <= 1e-5 * eigenvalue)
                break;
            for (int k = 0; k < Count; k++)
            {
                float* atom = Atoms + ((nint)k * Dimension);
                double product = 0;
                for (int j = 0; j < sums.Length; j++)
                    product += sums[j] * atom[j];
                direction[k] = product;
            }
        }
        return (float)(1.01 * eigenvalue);
    }
}
