using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>
/// The search for the code of one row, z* = argmin_z ½‖y − Wz‖² + λ‖z‖₁, and its buffers. What it finds depends on the
/// row and the dictionary alone, not on rows before it.
/// </summary>
/// <remarks>
/// Both algorithms end by the duality gap: with r = y − Wz and s = min(1, λ/max_k|w_kᵀr|) the point s·r is feasible for
/// the dual problem, and E(y, z) − F(y) is at most ½(1 − s)²‖r‖² + Σ_k (λ|z_k| − s·z_k·w_kᵀr). No term of this sum is
/// negative, so it does not cancel. r is made anew from the row, in double, whenever the gap is looked at.
/// </remarks>
internal sealed partial class SparseSearch
{
    /// <summary>The most rows whose products with the atoms are made together.</summary>
    public const int TileRows = 48;

    private float[] _products = [];
    private float[] _vectors = [];
    private float[] _residual = [];
    private float[] _zeros = [];
    private double[] _decoded = [];
    private SparseDictionary _dictionary = null!;
    private SparseInference _inference;
    private CancellationToken _cancellation;
    private int _width;

    /// <summary>z*, one number an atom.</summary>
    public ReadOnlySpan<float> Code => PaddedCode[.._dictionary.Count];

    /// <summary>Wz*.</summary>
    public ReadOnlySpan<double> Decoded => _decoded.AsSpan(0, _dictionary.Dimension);

    /// <summary>E(y, z*), from the differences themselves.</summary>
    public double Energy { get; private set; }

    /// <summary>An upper bound on <see cref="Energy"/> − F(y).</summary>
    public double Gap { get; private set; }

    /// <summary>Steps taken: of one coordinate, of all along the gradient, or to the solution of a system.</summary>
    public int Iterations { get; private set; }

    public bool Converged { get; private set; }

    private Span<float> Correlations => _vectors.AsSpan(0, _width);

    private Span<float> PaddedCode => _vectors.AsSpan(_width, _width);

    /// <summary>Makes room, and multiplies at most <see cref="TileRows"/> rows with the atoms. Searches look at the token every so many steps.</summary>
    /// <returns>Wᵀy of each row, <see cref="SparseDictionary.Width"/> apart.</returns>
    public ReadOnlySpan<float> Begin(SparseDictionary dictionary, in SparseInference inference, ReadOnlySpan<float> rows, CancellationToken cancellation = default)
    {
        _cancellation = cancellation;
        _dictionary = dictionary;
        _inference = inference;
        _width = dictionary.Width;
        if (_vectors.Length < 3L * _width)
        {
            _products = new float[checked(TileRows * _width)];
            _vectors = new float[checked(3 * _width)];
        }
        if (_decoded.Length < dictionary.Dimension)
        {
            _residual = new float[dictionary.Dimension];
            _zeros = new float[dictionary.Dimension];
            _decoded = new double[dictionary.Dimension];
        }
        var count = SpanChecks.Count(rows, dictionary.Dimension);
        var products = _products.AsSpan(0, count * _width);
        MatrixProduct.MultiplyPadded(rows, count, dictionary.Packed, products);
        return products;
    }

    /// <summary>Searches for the code of one row.</summary>
    /// <param name="row">y.</param>
    /// <param name="products">Wᵀy, as <see cref="Begin"/> gave it.</param>
    /// <returns>False where the row holds NaN or an infinity, or is so large that the search overflows.</returns>
    public bool Run(ReadOnlySpan<float> row, ReadOnlySpan<float> products)
    {
        if (!VectorMath.IsFinite(row) || !VectorMath.IsFinite(products))
            return false;

        double square = 0;
        foreach (var value in row)
            square += (double)value * value;
        var allowed = _inference.Tolerance * 0.5 * square;
        products.CopyTo(Correlations);
        PaddedCode.Clear();
        if (_inference.Algorithm == SparseInferenceAlgorithm.Fista)
            Accelerate(row, allowed);
        else
            Descend(row, allowed);
        Converged = Gap <= allowed;
        return double.IsFinite(Gap) && double.IsFinite(Energy);
    }

    /// <summary>Sets energy, gap, Wz and the correlations Wᵀ(y − Wz) of the code.</summary>
    private void Certify(ReadOnlySpan<float> row)
    {
        var code = Code;
        var square = Correlate(row, code);
        ReadOnlySpan<float> correlations = Correlations[..code.Length];
        double penalty = 0;
        double along = 0;
        for (var k = 0; k < code.Length; k++)
        {
            if (code[k] == 0)
                continue;
            penalty += Math.Abs((double)code[k]);
            along += (double)code[k] * correlations[k];
        }

        var greatest = _inference.NonNegative ? TensorPrimitives.Max(correlations) : Math.Abs(TensorPrimitives.MaxMagnitude(correlations));
        var scale = greatest > _inference.Sparsity ? _inference.Sparsity / (double)greatest : 1;
        penalty *= _inference.Sparsity;
        Energy = (0.5 * square) + penalty;
        Gap = (0.5 * (1 - scale) * (1 - scale) * square) + Math.Max(0, penalty - (scale * along));
        // Max would hide it.
        if (float.IsNaN(greatest))
            Gap = double.NaN;
    }

    /// <summary>The correlations Wᵀ(y − Wz), and Wz; gives ‖y − Wz‖².</summary>
    private double Correlate(ReadOnlySpan<float> row, ReadOnlySpan<float> code)
    {
        var sums = _decoded.AsSpan(0, row.Length);
        var residual = _residual.AsSpan(0, row.Length);
        ReadOnlySpan<float> zeros = _zeros.AsSpan(0, row.Length);
        sums.Clear();
        for (var k = 0; k < code.Length; k++)
        {
            if (code[k] != 0)
                VectorMath.AddScaled(_dictionary.Atom(k), zeros, code[k], sums);
        }
        double square = 0;
        for (var j = 0; j < row.Length; j++)
        {
            var difference = row[j] - sums[j];
            residual[j] = (float)difference;
            square += difference * difference;
        }
        MatrixProduct.MultiplyPadded(residual, 1, _dictionary.Packed, Correlations);
        return square;
    }
}
