using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

namespace Microsoft.ML.EnergyBased.Tests.Models.PrincipalSubspace;

/// <summary>N(μ, WΛWᵀ + σ²I) of a subspace by its covariance, with MathNet.</summary>
internal sealed class SubspaceGaussian
{
    private readonly PrincipalSubspaceEnergy _energy;

    public SubspaceGaussian(PrincipalSubspaceEnergy energy)
    {
        _energy = energy;
        var (d, r) = (energy.Dimension, energy.NumberOfComponents);
        var noise = energy.NoiseVariance;
        W = Matrix<double>.Build.Dense(d, r, (j, k) => energy.Components[(k * d) + j]);
        Prior = Vector<double>.Build.Dense(r, k => Math.Max(0, energy.ExplainedVariances[k] - noise));
        Covariance = (W * Matrix<double>.Build.DiagonalOfDiagonalVector(Prior) * W.Transpose()) + (noise * Matrix<double>.Build.DenseIdentity(d));
    }

    public Matrix<double> W { get; }

    public Vector<double> Prior { get; }

    public Matrix<double> Covariance { get; }

    public double NegativeLogLikelihood(ReadOnlySpan<float> row)
    {
        var difference = Difference(row);
        var factor = Covariance.Cholesky();
        return ((difference * factor.Solve(difference)) + factor.DeterminantLn + (row.Length * Math.Log(2 * Math.PI))) / 2;
    }

    public Vector<double> Gradient(ReadOnlySpan<float> row) => Covariance.Cholesky().Solve(Difference(row));

    public Vector<double> PosteriorMean(ReadOnlySpan<float> row)
        => Matrix<double>.Build.DiagonalOfDiagonalVector(Prior) * W.Transpose() * Gradient(row);

    /// <summary>μ_u + C_uo C_oo⁻¹ (y − μ)_o where u is NaN, and the row itself elsewhere.</summary>
    public double[] Complete(float[] row)
    {
        int[] observed = [.. Enumerable.Range(0, row.Length).Where(j => !float.IsNaN(row[j]))];
        var own = Matrix<double>.Build.Dense(observed.Length, observed.Length, (i, j) => Covariance[observed[i], observed[j]]);
        var weights = own.Cholesky().Solve(Vector<double>.Build.Dense(observed.Length, i => row[observed[i]] - _energy.Mean[observed[i]]));
        return [.. row.Select((value, j) => float.IsNaN(value) ? _energy.Mean[j] + observed.Select((o, i) => Covariance[j, o] * weights[i]).Sum() : value)];
    }

    private Vector<double> Difference(ReadOnlySpan<float> row)
    {
        var difference = new double[row.Length];
        for (var j = 0; j < difference.Length; j++)
            difference[j] = row[j] - _energy.Mean[j];
        return Vector<double>.Build.Dense(difference);
    }
}
