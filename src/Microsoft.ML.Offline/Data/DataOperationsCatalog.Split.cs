using Microsoft.ML.Data;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!(testFraction > 0 && testFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), "Must be between 0 and 1 exclusive");

        var samplingKey = SamplingKey(data, samplingKeyColumnName);
        var numberSeed = SeedOr(seed, nameof(TrainTestSplit));
        return new TrainTestData(
            Split(data, samplingKey, numberSeed, number => number >= testFraction),
            Split(data, samplingKey, numberSeed, number => number < testFraction));
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(
        IDataView data,
        int numberOfFolds = 5,
        string? samplingKeyColumnName = null,
        int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (numberOfFolds <= 1)
            throw new ArgumentOutOfRangeException(nameof(numberOfFolds), "Must be more than 1");

        var samplingKey = SamplingKey(data, samplingKeyColumnName);
        var numberSeed = SeedOr(seed, nameof(CrossValidationSplit));
        var folds = new TrainTestData[numberOfFolds];
        for (var fold = 0; fold < numberOfFolds; fold++)
        {
            var own = fold;
            folds[fold] = new TrainTestData(
                Split(data, samplingKey, numberSeed, number => FoldOf(number) != own),
                Split(data, samplingKey, numberSeed, number => FoldOf(number) == own));
        }

        return folds;

        int FoldOf(double number) => (int)(number * numberOfFolds);
    }

    private static DataViewSchema.Column? SamplingKey(IDataView data, string? name)
    {
        if (name is null)
            return null;

        var column = data.Schema.GetColumnOrNull(name)
            ?? throw SchemaErrors.Missing("samplingKeyColumn", "SamplingKeyColumn", name);

        return column.Type is PrimitiveDataViewType
            ? column
            : throw new ArgumentOutOfRangeException("samplingKeyColumnName", $"Column '{name}' of type {column.Type} cannot be a sampling key: a scalar is needed.");
    }

    private static FilterView Split(IDataView data, DataViewSchema.Column? samplingKey, int seed, Func<double, bool> accepts)
    {
        int[] tested = samplingKey is { } column ? [column.Index] : [];
        return new FilterView(data, tested, row =>
        {
            var number = SplitHash.Create(row, samplingKey, seed);
            return () => accepts(number());
        });
    }

    /// <summary>Two parts of a view: one to fit, one to evaluate.</summary>
    public struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
