using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased;
using Microsoft.ML.Transforms;
using Samples.Shared;

namespace Imputation_Wine;

/// <summary>How well something fills in what is missing, over a few draws of what that is.</summary>
/// <param name="Name">What fills in.</param>
/// <param name="Model">The fitted transformer: a <see cref="CompletionTransformer"/>, but for the mean of each column.</param>
/// <param name="Errors">The root of the mean squared error of the missing values, of each draw.</param>
/// <param name="Completed">The held-out rows of the first draw as they were filled in.</param>
/// <param name="FitSeconds">How long the fit took.</param>
/// <param name="RowsPerSecond">How many rows were completed a second.</param>
internal sealed record Result(
    string Name, ITransformer Model, IReadOnlyList<double> Errors, float[][] Completed, double FitSeconds, double RowsPerSecond)
{
    public double Error => Errors.Average();

    /// <summary>How far the draws lie apart.</summary>
    public double Deviation => Math.Sqrt(Errors.Average(e => (e - Error) * (e - Error)));
}

/// <summary>Fits models to complete rows, and has each fill in the same held-out rows with values missing.</summary>
internal sealed class Study(MLContext ml, Measurements data, IReadOnlyList<float[][]> damaged)
{
    private IDataView Training { get; } = ModelInput.Load(ml, data.Training);

    /// <summary>What ML.NET itself has: the mean of the column.</summary>
    public Result Mean()
    {
        var model = ml.Transforms.ReplaceMissingValues(
            nameof(ModelOutput.Completed), nameof(ModelInput.Features), MissingValueReplacingEstimator.ReplacementMode.Mean).Fit(Training);
        return Judge("mean of the column", model, 0);
    }

    public Result Run(Candidate candidate)
    {
        var watch = Stopwatch.StartNew();
        var model = candidate.Fit(ml, Training);
        var completion = ml.EnergyBased().Completion(model, candidate.Completion).Fit(Training);
        return Judge(candidate.Name, completion, watch.Elapsed.TotalSeconds);
    }

    /// <summary>The held-out rows as a model fills them in.</summary>
    public float[][] Complete(ITransformer model, float[][] rows)
        => [.. model.Transform(ModelInput.Load(ml, rows)).GetColumn<float[]>(nameof(ModelOutput.Completed))];

    /// <summary>The error of a model where other shares are missing.</summary>
    public IReadOnlyList<Point> Curve(Result result, IEnumerable<double> shares, int seed) =>
    [
        .. shares.Select(share => new Point(share, Enumerable.Range(seed, damaged.Count).Average(draw =>
        {
            var rows = data.Damage(share, draw);
            return Error(Complete(result.Model, rows), rows);
        }))),
    ];

    private Result Judge(string name, ITransformer model, double seconds)
    {
        var watch = Stopwatch.StartNew();
        var completed = damaged.Select(rows => Complete(model, rows)).ToArray();
        var rate = damaged.Sum(rows => rows.Length) / watch.Elapsed.TotalSeconds;
        return new Result(name, model, [.. completed.Zip(damaged, Error)], completed[0], seconds, rate);
    }

    private double Error(float[][] completed, float[][] rows)
    {
        var (sum, count) = (0.0, 0L);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows[i].Length; j++)
            {
                if (!float.IsNaN(rows[i][j]))
                    continue;
                sum += Math.Pow(completed[i][j] - data.HeldOut[i][j], 2);
                count++;
            }
        }

        return Math.Sqrt(sum / count);
    }
}
