using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>
/// The latent that a training row begins with: its standardised principal components, so that rows that are alike begin
/// side by side, shortened to fit the ball or the sphere if they must; and normal noise where the rows have fewer components.
/// </summary>
internal sealed class LatentStart
{
    // The components are found from so many rows.
    private const int MostRows = 256;

    // A component with less of the greatest standard deviation is rounding error.
    private const double LeastStandardDeviation = 1e-4;

    // Standardised components fill a ball of radius √k; so much more room leaves outliers their length.
    private const float Room = 1.5f;

    private readonly LatentSet _latent;
    private readonly ulong _seed;
    private readonly float[] _mean;

    // One a row, divided by its standard deviation.
    private readonly float[] _components;

    private LatentStart(float[] mean, float[] components, LatentSet latent, ulong seed)
    {
        _mean = mean;
        _components = components;
        _latent = latent;
        _seed = seed;
    }

    /// <summary>Looks at the first rows of the first epoch, which are drawn at random.</summary>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public static LatentStart From(ITrainingSource source, LatentSet latent, ulong seed, CancellationToken cancellation)
    {
        var batch = new Batch(source.Width, MostRows);
        source.BeginTraining(0);
        if (!source.Read(batch, new WorkTeam(1)))
            throw new InvalidOperationException("There are no rows to train on.");
        return From(batch, latent, seed, cancellation);
    }

    /// <summary>Writes the latent of a row.</summary>
    public void Write(ReadOnlySpan<float> row, long rowId, Span<float> latent)
    {
        new RandomStream(_seed, RandomPurpose.TrainingLatents, 0, (ulong)rowId).FillNormal(latent);
        for (var i = 0; i < _components.Length / row.Length; i++)
        {
            float sum = 0;
            ReadOnlySpan<float> component = _components.AsSpan(i * row.Length, row.Length);
            for (var j = 0; j < row.Length; j++)
                sum += component[j] * (row[j] - _mean[j]);
            latent[i] = sum;
        }
        if (_latent.Kind != LatentKind.Free)
            TensorPrimitives.Divide(latent, Room * MathF.Sqrt(_latent.Size), latent);
        _latent.Project(latent);
    }

    // The rows' differences to their mean, X, are n × d: eigenvectors u of XXᵀ, n × n, give the components Xᵀu.
    private static LatentStart From(Batch batch, LatentSet latent, ulong seed, CancellationToken cancellation)
    {
        var d = batch.Width;
        var n = batch.Count;
        ReadOnlySpan<float> rows = batch.Rows(0, n);
        var mean = new double[d];
        WeightedMoments.Mean(rows, default, mean);
        var differences = new double[rows.Length];
        for (var i = 0; i < differences.Length; i++)
            differences[i] = rows[i] - mean[i % d];
        var products = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var j = 0; j <= i; j++)
                products[(i * n) + j] = products[(j * n) + i] = TensorPrimitives.Dot(differences.AsSpan(i * d, d), (ReadOnlySpan<double>)differences.AsSpan(j * d, d));
        }
        var squares = new double[n];
        SymmetricEigen.Decompose(products, squares, cancellation);

        var components = new List<float>();
        var component = new double[d];
        for (var k = 0; k < Math.Min(latent.Size, Math.Min(n, d)) && squares[k] > LeastStandardDeviation * LeastStandardDeviation * squares[0]; k++)
        {
            Array.Clear(component);
            for (var i = 0; i < n; i++)
                TensorPrimitives.MultiplyAdd(differences.AsSpan(i * d, d), products[(k * n) + i], component, component);
            // Xᵀu has the length √λ, and the rows the standard deviation √(λ/n) along it.
            var scale = Math.Sqrt(n) / squares[k];
            components.AddRange(component.Select(value => (float)(value * scale)));
        }
        return new LatentStart([.. mean.Select(value => (float)value)], [.. components], latent, seed);
    }
}
