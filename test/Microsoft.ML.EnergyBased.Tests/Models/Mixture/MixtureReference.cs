using Microsoft.ML.EnergyBased.Models.Mixture;

namespace Microsoft.ML.EnergyBased.Tests.Models.Mixture;

/// <summary>A Gaussian mixture in plain double loops, by the formulas: inverses and determinants by Gauss and Jordan, no factors.</summary>
internal sealed class MixtureReference
{
    private readonly double[][,] _precisions;
    private readonly double[] _logDeterminants;

    public MixtureReference(double[] weights, double[][] means, double[][,] covariances)
    {
        Weights = weights;
        Means = means;
        Covariances = covariances;
        _precisions = new double[weights.Length][,];
        _logDeterminants = new double[weights.Length];
        for (var z = 0; z < weights.Length; z++)
            (_precisions[z], _logDeterminants[z]) = Invert(covariances[z]);
    }

    public double[] Weights { get; }

    public double[][] Means { get; }

    public double[][,] Covariances { get; }

    public int K => Weights.Length;

    public int D => Means[0].Length;

    /// <summary>A mixture that is drawn: means within ±3, covariances BBᵀ/d + I/4.</summary>
    public static MixtureReference Random(int k, int d, MixtureCovariance kind, int seed, double offset = 0)
    {
        var random = new Random(seed);
        double[] weights = [.. Enumerable.Range(0, k).Select(_ => 0.2 + random.NextDouble())];
        var total = weights.Sum();
        double[][] means = [.. Enumerable.Range(0, k).Select(_ => Enumerable.Range(0, d).Select(_ => offset + (6 * random.NextDouble()) - 3).ToArray())];
        var covariances = new double[k][,];
        for (var z = 0; z < k; z++)
        {
            var b = new double[d, d];
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j < d; j++)
                    b[i, j] = (2 * random.NextDouble()) - 1;
            }
            covariances[z] = new double[d, d];
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j < d; j++)
                {
                    if (kind != MixtureCovariance.Full && i != j)
                        continue;
                    int row = kind == MixtureCovariance.Spherical ? 0 : i, column = kind == MixtureCovariance.Spherical ? 0 : j;
                    for (var l = 0; l < d; l++)
                        covariances[z][i, j] += b[row, l] * b[column, l] / d;
                    covariances[z][i, j] += i == j ? 0.25 : 0;
                }
            }
        }
        return new MixtureReference([.. weights.Select(w => w / total)], means, covariances);
    }

    public MixtureComponents Components(MixtureCovariance kind) => new(
        kind, [.. Weights], [.. Means.SelectMany(m => m)],
        [.. Covariances.SelectMany(c => kind switch
        {
            MixtureCovariance.Full => c.Cast<double>(),
            MixtureCovariance.Diagonal => Enumerable.Range(0, D).Select(j => c[j, j]),
            _ => [c[0, 0]],
        })]);

    /// <summary>E(y, z) for each z.</summary>
    public double[] Energies(ReadOnlySpan<float> row) => Energies([.. row.ToArray().Select(x => (double)x)]);

    /// <summary>E(y, z) for each z, of a row in double.</summary>
    public double[] Energies(double[] row)
    {
        var energies = new double[K];
        for (var z = 0; z < K; z++)
        {
            double square = 0;
            for (var i = 0; i < D; i++)
            {
                for (var j = 0; j < D; j++)
                    square += (row[i] - Means[z][i]) * _precisions[z][i, j] * (row[j] - Means[z][j]);
            }
            energies[z] = -Math.Log(Weights[z]) + (0.5 * ((D * Math.Log(2 * Math.PI)) + _logDeterminants[z] + square));
        }
        return energies;
    }

    public double FreeEnergy(ReadOnlySpan<float> row, double beta) => FreeEnergy([.. row.ToArray().Select(x => (double)x)], beta);

    public double FreeEnergy(double[] row, double beta)
    {
        var energies = Energies(row);
        var least = energies.Min();
        return double.IsInfinity(beta) ? least : least - (Math.Log(energies.Sum(e => Math.Exp(-beta * (e - least)))) / beta);
    }

    public double[] Responsibilities(ReadOnlySpan<float> row, double beta)
    {
        var free = FreeEnergy(row, beta);
        return [.. Energies(row).Select(e => double.IsInfinity(beta) ? (e == free ? 1.0 : 0) : Math.Exp(-beta * (e - free)))];
    }

    public double MeanLogLikelihood(float[] rows, double[]? weights = null)
    {
        double sum = 0, total = 0;
        for (var i = 0; i < rows.Length / D; i++)
        {
            var weight = weights?[i] ?? 1;
            sum -= weight * FreeEnergy(rows.AsSpan(i * D, D), 1);
            total += weight;
        }
        return sum / total;
    }

    /// <summary>One iteration of expectation and maximisation, without a floor.</summary>
    public MixtureReference Step(float[] rows, MixtureCovariance kind, double[]? weights = null)
    {
        var count = rows.Length / D;
        double[][] shares = [.. Enumerable.Range(0, count).Select(i => Responsibilities(rows.AsSpan(i * D, D), 1).Select(r => r * (weights?[i] ?? 1)).ToArray())];
        double[] totals = [.. Enumerable.Range(0, K).Select(z => shares.Sum(s => s[z]))];
        var means = new double[K][];
        var covariances = new double[K][,];
        for (var z = 0; z < K; z++)
        {
            var mean = means[z] = new double[D];
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j < D; j++)
                    mean[j] += shares[i][z] * rows[(i * D) + j] / totals[z];
            }
            var full = new double[D, D];
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j < D; j++)
                {
                    for (var l = 0; l < D; l++)
                        full[j, l] += shares[i][z] * (rows[(i * D) + j] - mean[j]) * (rows[(i * D) + l] - mean[l]) / totals[z];
                }
            }
            var trace = Enumerable.Range(0, D).Sum(j => full[j, j]);
            covariances[z] = new double[D, D];
            for (var j = 0; j < D; j++)
            {
                for (var l = 0; l < D; l++)
                    covariances[z][j, l] = kind == MixtureCovariance.Full ? full[j, l] : j != l ? 0 : kind == MixtureCovariance.Diagonal ? full[j, j] : trace / D;
            }
        }
        return new MixtureReference([.. totals.Select(t => t / totals.Sum())], means, covariances);
    }

    private static (double[,] Inverse, double LogDeterminant) Invert(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var inverse = new double[n, n];
        double logDeterminant = 0;
        for (var i = 0; i < n; i++)
            inverse[i, i] = 1;
        for (var pivot = 0; pivot < n; pivot++)
        {
            var value = a[pivot, pivot];
            logDeterminant += Math.Log(value);
            for (var j = 0; j < n; j++)
            {
                a[pivot, j] /= value;
                inverse[pivot, j] /= value;
            }
            for (var i = 0; i < n; i++)
            {
                var factor = a[i, pivot];
                if (i == pivot || factor == 0)
                    continue;
                for (var j = 0; j < n; j++)
                {
                    a[i, j] -= factor * a[pivot, j];
                    inverse[i, j] -= factor * inverse[pivot, j];
                }
            }
        }
        return (inverse, logDeterminant);
    }
}
