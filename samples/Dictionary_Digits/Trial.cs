using Microsoft.ML;
using Microsoft.ML.EnergyBased;

namespace Dictionary_Digits;

/// <summary>One λ: the dictionary learnt with it, and what it makes of held-out digits.</summary>
internal sealed class Trial
{
    private Trial(float sparsity, LatentInferenceTransformer model, ModelInput[] digits, ModelOutput[] outputs)
    {
        Sparsity = sparsity;
        Model = model;
        Outputs = outputs;
        Error = RootMeanSquare(digits, outputs.Select(o => o.Reconstruction));
    }

    public float Sparsity { get; }

    public LatentInferenceTransformer Model { get; }

    /// <summary>One for each held-out digit.</summary>
    public IReadOnlyList<ModelOutput> Outputs { get; }

    /// <summary>Root mean square over the pixels, in shares of full ink.</summary>
    public double Error { get; }

    public double ActiveAtoms => Outputs.Average(o => (double)o.ActiveAtoms);

    public double Energy => Outputs.Average(o => (double)o.Energy);

    public double Steps => Outputs.Average(o => (double)o.Inference[0]);

    public double LargestGap => Outputs.Max(o => (double)o.Inference[1]);

    public static Trial Run(MLContext ml, SparseCodingEstimator estimator, float sparsity, IDataView training, ModelInput[] heldOut)
    {
        var model = estimator.Fit(training);
        return new Trial(sparsity, model, heldOut, Score(ml, model, heldOut));
    }

    public static ModelOutput[] Score(MLContext ml, ITransformer model, ModelInput[] digits)
        => [.. ml.Data.CreateEnumerable<ModelOutput>(model.Transform(ml.Data.LoadFromEnumerable(digits)), reuseRowObject: false)];

    public static double RootMeanSquare(ModelInput[] digits, IEnumerable<float[]> reconstructions)
        => Math.Sqrt(digits.Zip(reconstructions, (d, r) => d.Features.Zip(r, (y, x) => (double)(y - x) * (y - x)).Average()).Average());
}
