using Microsoft.ML;
using Microsoft.ML.Data;

namespace SelfSupervised_Digits;

/// <summary>
/// What a classifier gets to see of a digit: its pixels, or a code that was learnt without labels. Digits are taken
/// through the model once, and their features are kept for all classifiers to come.
/// </summary>
/// <param name="Model">Gives the column; null where the pixels are it.</param>
/// <param name="Training">The digits that labels are drawn from.</param>
/// <param name="Test">The digits that classifiers are judged by.</param>
internal sealed record Representation(ITransformer? Model, FeatureRow[] Training, FeatureRow[] Test)
{
    public static Representation OfPixels(ModelInput[] training, ModelInput[] test) => new(null, Pixels(training), Pixels(test));

    /// <summary>Learns a code from digits whose labels nobody looks at.</summary>
    public static Representation Learn(MLContext ml, IEstimator<ITransformer> pipeline, ModelInput[] training, ModelInput[] test)
    {
        var model = pipeline.Fit(ml.Data.LoadFromEnumerable(training));
        return new Representation(model, Codes(training), Codes(test));

        FeatureRow[] Codes(ModelInput[] digits) =>
            [.. ml.Data.CreateEnumerable<FeatureRow>(model.Transform(ml.Data.LoadFromEnumerable(digits)), reuseRowObject: false)];
    }

    private static FeatureRow[] Pixels(ModelInput[] digits) => Array.ConvertAll(digits, d => new FeatureRow { Code = d.Pixels, Digit = d.Digit });
}

/// <summary>A digit as a classifier sees it.</summary>
public sealed class FeatureRow
{
    public float[] Code { get; set; } = [];

    public float Digit { get; set; }

    /// <summary>Rows as an ML.NET view. The size of a code is known at run time only, so the schema is told here.</summary>
    internal static IDataView Load(MLContext ml, IReadOnlyList<FeatureRow> rows)
    {
        var definition = SchemaDefinition.Create(typeof(FeatureRow));
        definition[nameof(Code)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Code.Length);
        return ml.Data.LoadFromEnumerable(rows, definition);
    }
}
