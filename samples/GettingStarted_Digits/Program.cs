using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased;

var ml = new MLContext(seed: 1);
var path = Path.Combine(AppContext.BaseDirectory, "data", "digits.csv");
var data = ml.Data.LoadFromTextFile<Digit>(path, separatorChar: ',', hasHeader: true);

var pipeline = ml.Transforms.NormalizeMinMax("Features", "Pixels")
    .Append(ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 50, Seed = 1 }))
    .Append(ml.EnergyBased().AnomalyThreshold(contamination: 0.02));

var model = pipeline.Fit(data);
ml.Model.Save(model, data.Schema, "digits.zip");

var again = ml.Model.Load("digits.zip", out _); // in another process: no registration, no custom loader
var engine = ml.Model.CreatePredictionEngine<Digit, DigitEnergy>(again);
foreach (var digit in ml.Data.CreateEnumerable<Digit>(data, reuseRowObject: false).Take(3))
    Console.WriteLine(FormattableString.Invariant($"a {digit.Label}: {engine.Predict(digit)}"));
var blank = new Digit { Pixels = new float[64] };
Console.WriteLine(FormattableString.Invariant($"a blank page: {engine.Predict(blank)}"));

public class Digit
{
    [LoadColumn(0, 63), VectorType(64)] public float[] Pixels { get; set; } = [];
    [LoadColumn(64)] public float Label { get; set; }
}

public class DigitEnergy
{
    public float Energy { get; set; }
    public float PValue { get; set; }
    public bool PredictedLabel { get; set; }
    public override string ToString() => FormattableString.Invariant($"energy {Energy:F2}, p-value {PValue:F3}{(PredictedLabel ? ", an anomaly" : "")}");
}
