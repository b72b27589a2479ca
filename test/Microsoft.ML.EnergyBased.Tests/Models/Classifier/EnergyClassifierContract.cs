using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Classifier;

[DoesNotApply("P27", "it takes no example weights")]
public class EnergyClassifierContract
    : ComponentContract<EnergyClassifierTrainer, EnergyClassifierTransformer, EnergyClassifierTrainer.Options>
{
    protected override Table Training { get; } = Labelled();

    protected override IReadOnlyList<string> Inputs => ["Features"];

    protected override IReadOnlyList<string> TrainingInputs => ["Label"];

    protected override IReadOnlyList<Output> Outputs => [Output.Number("Score"), Output.Key("PredictedLabel"), Output.Number("Energy"), Output.Number("FeatureEnergy", slotNamesFrom: "Features")];

    protected override IEnumerable<(string Option, Action<EnergyClassifierTrainer.Options> Set)> MoreBadOptions =>
    [
        ("HiddenUnits", o => o.HiddenUnits = [4, 0]),
        ("LabelColumnName", o => o.LabelColumnName = o.FeatureColumnName),
        ("ValidationFraction", o => o.ValidationFraction = 1),
        ("LearningRate", o => o.LearningRate = 0),
        ("GradientClipping", o => o.GradientClipping = 0),
    ];

    protected override EnergyClassifierTrainer.Options QuickOptions() => new() { NumberOfEpochs = 3, BatchSize = 16, HiddenUnits = [5] };

    protected override bool IsGood(string option, object? value)
        => base.IsGood(option, value) || (option == "GradientClipping" && value is double.PositiveInfinity);

    protected override EnergyClassifierTrainer Create(MLContext ml, EnergyClassifierTrainer.Options options) => ml.EnergyBased().EnergyClassifier(options);

    // Which of the three centres a row lies around, as a key with names.
    private static Table Labelled()
    {
        var names = new[] { "left", "top", "right" };
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            "KeyValues", new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => new VBuffer<ReadOnlyMemory<char>>(names.Length, [.. names.Select(n => n.AsMemory())]).CopyTo(ref value));
        var rows = Tables.Vectors();
        return rows.With(TableColumn.Scalar(
            "Label", new KeyDataViewType(typeof(uint), names.Length), Enumerable.Range(0, rows.Rows).Select(row => (uint)(row % 3) + 1), builder.ToAnnotations()));
    }
}
