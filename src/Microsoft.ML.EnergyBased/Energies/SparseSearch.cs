using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>
/// The search for the code of one row, z* = argmin_z ½‖y − Wz‖² + λ‖z‖₁, and its buffers. What it finds depends on the
/// row and the dictionary alone, not on rows before it.
/// </summary>
/// <remarks>
/// Both algorithms end by the duality gap: with r = y − Wz and s = min(1, λ/max_k|w_kᵀr|) the point s·r is feasible for
/// the dual problem, and E(y, z) − F(y) is at most ½(1 − s)²‖r‖² + Σ_k (λ|z_k| − s·z_k·w_kᵀr). No term of this sum is
/// negative, so it does not cancel. r is made anew from the row, in double, whenever the gap is looked at.
/// </remarks>
internal sealed unsafe partial class SparseSearch
{
    /// <summary>The most rows whose products with the atoms are made together.</summary>
    public const int RowsAtATime = 48;

    private readonly PinnedBuffer _products = new();
    private readonly PinnedBuffer _vectors = new();
    private readonly PinnedBuffer _residual = new();
    private double[] _decoded = [];
    private SparseDictionary _dictionary = null!;
    private SparseInference _how;
    private CancellationToken _cancellation;
    private int _width;

    /// <summary>z*, one number an atom.</summary>
    public ReadOnlySpan<float> Code => new(CodePointer, _dictionary.Count);

    /// <summary>Wz*.</summary>
    public ReadOnlySpan<double> Decoded => _decoded.AsSpan(0, _dictionary.Dimension);

    /// <summary>E(y, z*), from the differences themselves.</summary>
    public double Energy { get; private set; }

    /// <summary>An upper bound on <see cref="Energy"/> − F(y).</summary>
    public double Gap { get; private set; }

    /// <summary>Steps taken: of one coordinate, of all along the gradient, or to the solution of a system.</summary>
    public int Iterations { get; private set; }

    public bool Converged { get; private set; }

    private float* Correlations => _vectors.Pointer;

    private float* CodePointer => _vectors.Pointer + _width;

    /// <summary>Makes room, and multiplies some rows with the atoms. Searches look at the token once some steps.</summary>
    /// <returns>Wᵀy of each row, <see cref="SparseDictionary.Width"/> apart.</returns>
    public float* Begin(SparseDictionary dictionary, in SparseInference how, float* rows, int count, CancellationToken cancellation = default)
    {
        _cancellation = cancellation;
        _dictionary = dictionary;
        _how = how;
        _width = dictionary.Width;
        _products.Reserve((long)RowsAtATime * _width);
        _vectors.Reserve(4L * _width);
        _residual.Reserve(2L * dictionary.Dimension);
        // Behind the residual stand zeros. Dictionaries of other dimensions have left residuals there.
        new Span<float>(_residual.Pointer + dictionary.Dimension, dictionary.Dimension).Clear();
        if (_decoded.Length < dictionary.Dimension)
            _decoded = new double[dictionary.Dimension];
        MatrixProduct.Multiply(rows, dictionary.Dimension, 1, count, dictionary.Packed, null, accumulate: false, _products.Pointer, _width);
        return _products.Pointer;
    }

    /// <summary>Searches for the code of one row.</summary>
    /// <param name="row">y.</param>
    /// <param name="products">Wᵀy, as <see cref="Begin"/> gave it.</param>
    /// <returns>False where the row holds NaN or an infinity, or is so large that the search overflows.</returns>
    public bool Run(float* row, float* products)
    {
        var values = new ReadOnlySpan<float>(row, _dictionary.Dimension);
        if (!VectorMath.IsFinite(values) || !VectorMath.IsFinite(new ReadOnlySpan<float>(products, _width)))
            return false;

        double square = 0;
        foreach (float value in values)
            square += (double)value * value;
        double allowed = _how.Tolerance * 0.5 * square;
        new ReadOnlySpan<float>(products, _width).CopyTo(new Span<float>(Correlations, _width));
        new Span<float>(CodePointer, _width).Clear();
        if (_how.Algorithm == SparseInferenceAlgorithm.Fista)
            Accelerate(row, allowed);
        else
            Descend(row, allowed);
        Converged = Gap <= allowed;
        return double.IsFinite(Gap) && double.IsFinite(Energy);
    }

    /// <summary>Sets energy, gap, Wz and the correlations Wᵀ(y − Wz) of the code.</summary>
    private void Certify(float* row)
    {
        float* code = CodePointer;
        double square = Correlate(row, code);
        double penalty = 0;
        double along = 0;
        for (int k = 0; k < _dictionary.Count; k++)
        {
            if (code[k] == 0)
                continue;
            penalty += Math.Abs((double)code[k]);
            along += (double)code[k] * Correlations[k];
        }

        var correlations = new ReadOnlySpan<float>(Correlations, _dictionary.Count);
        float greatest = _how.NonNegative ? TensorPrimitives.Max(correlations) : Math.Abs(TensorPrimitives.MaxMagnitude(correlations));
        double scale = greatest > _how.Sparsity ? _how.Sparsity / (double)greatest : 1;
        penalty *= _how.Sparsity;
        Energy = (0.5 * square) + penalty;
        Gap = (0.5 * (1 - scale) * (1 - scale) * square) + Math.Max(0, penalty - (scale * along));
        // Max would hide it.
        if (float.IsNaN(greatest))
            Gap = double.NaN;
    }

    /// <summary>The correlations Wᵀ(y − Wz), and Wz; gives ‖y − Wz‖².</summary>
    private double Correlate(float* row, float* code)
    {
        int dimension = _dictionary.Dimension;
        float* residual = _residual.Pointer;
        float* zeros = residual + dimension;
        Array.Clear(_decoded, 0, dimension);
        double square = 0;
        fixed (double* sums = _decoded)
        {
            for (int k = 0; k < _dictionary.Count; k++)
            {
                if (code[k] != 0)
                    VectorMath.AddScaled(_dictionary.Atoms + ((nint)k * dimension), zeros, code[k], sums, dimension);
            }
            for (int j = 0; j < dimension; j++)
            {
                double difference = row[j] - sums[j];
                residual[j] = (float)difference;
                square += difference * difference;
            }
        }
        MatrixProduct.Multiply(residual, dimension, 1, 1, _dictionary.Packed, null, accumulate: false, Correlations, _width);
        return square;
    }
}
