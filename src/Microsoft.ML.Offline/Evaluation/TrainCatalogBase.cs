using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What the task catalogs of an <see cref="MLContext"/> share.</summary>
public abstract class TrainCatalogBase : IInternalCatalog
{
    private readonly IHostEnvironment _environment;

    private protected TrainCatalogBase(IHostEnvironment env)
    {
        _environment = env;
    }

    IHostEnvironment IInternalCatalog.Environment => _environment;

    /// <summary>Fits on all folds but one and evaluates what the model makes of that one, for each fold.</summary>
    private protected IReadOnlyList<CrossValidationResult<T>> CrossValidate<T>(
        IDataView data, IEstimator<ITransformer> estimator, int numberOfFolds, string? samplingKeyColumnName, int? seed, Func<IDataView, T> evaluate)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        var folds = new DataOperationsCatalog(_environment).CrossValidationSplit(data, numberOfFolds, samplingKeyColumnName, seed);
        return [.. folds.Select((fold, i) =>
        {
            var model = estimator.Fit(fold.TrainSet);
            var scored = model.Transform(fold.TestSet);
            return new CrossValidationResult<T>(model, evaluate(scored), scored, i);
        })];
    }

    /// <summary>What one fold of a cross-validation gave.</summary>
    public sealed class CrossValidationResult<T>
        where T : class
    {
        public readonly ITransformer Model;
        public readonly T Metrics;
        public readonly IDataView ScoredHoldOutSet;
        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scoredHoldOutSet, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scoredHoldOutSet;
            Fold = fold;
        }
    }
}
