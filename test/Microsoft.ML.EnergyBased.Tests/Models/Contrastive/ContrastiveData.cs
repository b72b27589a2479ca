namespace Microsoft.ML.EnergyBased.Tests.Models.Contrastive;

/// <summary>Small data of which much is known.</summary>
internal static class ContrastiveData
{
    /// <summary>The 14 bars and stripes of 3 × 3 bits; the blank and the full one are both a bar and a stripe, and come twice.</summary>
    internal static float[][] Bars()
    {
        var rows = new List<float[]>();
        for (var pattern = 0; pattern < 8; pattern++)
        {
            rows.Add([.. Enumerable.Range(0, 9).Select(i => (float)((pattern >> (i % 3)) & 1))]);
            rows.Add([.. Enumerable.Range(0, 9).Select(i => (float)((pattern >> (i / 3)) & 1))]);
        }

        return [.. rows];
    }

    /// <summary>One feature around −1 and 1.</summary>
    internal static float[][] TwoHills(int rows = 400)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, rows).Select(i => new[] { (i % 2 == 0 ? -1 : 1) + (float)(0.3 * (Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6)) })];
    }

    /// <summary>A machine that has learnt the bars by the exact gradient.</summary>
    internal static ContrastiveDivergenceTransformer BarsModel(MLContext ml, IDataView data)
        => ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.RestrictedBoltzmann(8),
            Objective = ContrastiveObjective.MaximumLikelihood,
            NumberOfEpochs = 1000,
            BatchSize = 16,
            LearningRate = 0.02f,
            Seed = 1,
        }).Fit(data);

    internal static ContrastiveDivergenceTransformer HillsModel(MLContext ml, IDataView data, float beta = 1)
        => ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.EnergyNetwork([16], quadratic: 0.5f),
            NegativePhase = NegativePhase.Langevin(20, 0.02f),
            InverseTemperature = beta,
            NumberOfEpochs = 80,
            BatchSize = 50,
            LearningRate = 0.01f,
            Seed = 1,
        }).Fit(data);

    internal sealed class Reports : IProgress<TrainingProgress>
    {
        internal List<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value) => All.Add(value);
    }
}
