using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.SparseCoding;

public class SparseCodingEstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void OutputsFitTogether()
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var model = _ml.EnergyBased().SparseCoding(new SparseCodingEstimator.Options { NumberOfAtoms = 30, Sparsity = 0.5f, InferenceColumnName = "Inference", Seed = 3 }).Fit(data);
        var rows = _ml.Data.CreateEnumerable<Scored>(model.Transform(data), reuseRowObject: false).ToArray();

        var energy = model.Energy.Should().BeOfType<SparseCodingEnergy>().Which;
        model.ToString().Should().Be("SparseCodingEnergy(K = 30, d = 13, λ = 0.5, β = ∞)");
        rows.Should().AllSatisfy(row =>
        {
            row.ActiveAtoms.Should().Be(row.Latent.Count(z => z != 0));
            var error = row.Features.Zip(row.Reconstruction, (y, r) => (double)(y - r) * (y - r)).Sum();
            row.Energy.Should().BeApproximately((0.5 * error) + (energy.Sparsity * row.Latent.Sum(z => Math.Abs((double)z))), 1e-4);
            row.Inference[2].Should().Be(1);
            row.Inference[1].Should().BeInRange(0, 1e-5 * 0.5 * row.Features.Sum(y => y * y));
        });
        rows.Average(r => r.ActiveAtoms).Should().BeInRange(1, 13);
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        model.Transform(data).Schema["Inference"].GetSlotNames(ref names);
        names.DenseValues().Select(n => n.ToString()).Should().Equal("Iterations", "Gap", "Converged");
    }

    [Fact]
    public void MoreSparsityTakesFewerAtomsAndLeavesMore()
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var last = (Atoms: double.PositiveInfinity, Energy: 0.0);
        foreach (var sparsity in new[] { 0.1f, 0.4f, 1.5f })
        {
            var scored = _ml.EnergyBased().SparseCoding("Features", 20, sparsity, 5).Fit(data).Transform(data);
            var now = (Atoms: scored.GetColumn<float>("ActiveAtoms").Average(), Energy: scored.GetColumn<float>("Energy").Average());
            now.Atoms.Should().BeLessThan(last.Atoms);
            now.Energy.Should().BeGreaterThan(last.Energy);
            last = now;
        }
    }

    [Fact]
    public void TrainingGoesOnFromAModel()
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var options = new SparseCodingEstimator.Options { NumberOfAtoms = 20, NumberOfEpochs = 3, Seed = 5 };
        var first = _ml.EnergyBased().SparseCoding(options).Fit(data);
        options.WarmStart = first;
        options.NumberOfEpochs = 0;
        var same = _ml.EnergyBased().SparseCoding(options).Fit(data);
        Atoms(same).ShouldEqual(Atoms(first));
        options.NumberOfEpochs = 10;
        var further = _ml.EnergyBased().SparseCoding(options).Fit(data);
        MeanEnergy(further).Should().BeLessThan(MeanEnergy(first));

        options.NumberOfAtoms = 21;
        FluentActions.Invoking(() => _ml.EnergyBased().SparseCoding(options))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("WarmStart");
        options.WarmStart = _ml.EnergyBased().PrincipalSubspace().Fit(data);
        FluentActions.Invoking(() => _ml.EnergyBased().SparseCoding(options))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("WarmStart");
        options = new SparseCodingEstimator.Options { NumberOfAtoms = 20, WarmStart = first };
        var wrong = FluentActions.Invoking(() => _ml.EnergyBased().SparseCoding(options).Fit(TestData.Iris(_ml)))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        wrong.Message.Should().Contain("13");

        static float[] Atoms(LatentInferenceTransformer model) => ((SparseCodingEnergy)model.Energy).Atoms.ToArray();
        double MeanEnergy(LatentInferenceTransformer model) => model.Transform(data).GetColumn<float>("Energy").Average();
    }

    [Fact]
    public void AGivenBasisIsUsedAsItIs()
    {
        var estimator = _ml.EnergyBased().SparseCoding(new SparseCodingEstimator.Options
        {
            NumberOfAtoms = 2,
            Sparsity = 0.5f,
            NumberOfEpochs = 0,
            Initialization = SparseDictionaryInitialization.Given,
            InitialDictionary = [[1, 0], [0, 1]],
        });
        var model = estimator.Fit(TestData.Rows(_ml, [1, 1]));
        var row = _ml.Data.CreateEnumerable<Coded>(model.Transform(TestData.Rows(_ml, [3, -0.25f])), reuseRowObject: false)
            .Should().ContainSingle().Which;
        row.Latent.ShouldEqual([2.5f, 0]);
        row.Energy.Should().BeApproximately(0.5 * (0.25 + 0.0625) + 1.25, 1e-6);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 0)]
    public void CodesThatEndBeforeTheirToleranceGiveOneWarning(int iterations, int expected)
    {
        var warnings = new List<string>();
        _ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(e.Message);
        };
        _ml.EnergyBased().SparseCoding(new SparseCodingEstimator.Options
        {
            NumberOfAtoms = 8,
            NumberOfEpochs = 3,
            InferenceAlgorithm = SparseInferenceAlgorithm.Fista,
            InferenceIterations = iterations,
        }).Fit(TestData.Iris(_ml));
        warnings.Should().HaveCount(expected);
        foreach (var warning in warnings)
            warning.Should().MatchRegex("[0-9]+ ?% of the codes of the last epoch ended at InferenceIterations = 1, before");
    }

    [Fact]
    public void ProgressIsOneReportAnEpoch()
    {
        var reports = new List<TrainingProgress>();
        _ml.EnergyBased().SparseCoding(new SparseCodingEstimator.Options { NumberOfAtoms = 8, NumberOfEpochs = 4, Progress = new Listener(reports.Add) }).Fit(TestData.Iris(_ml));
        reports.Select(r => r.Iteration).ShouldEqual([1, 2, 3, 4]);
        reports.Should().OnlyContain(r => r.Energy > 0 && r.MaximumIterations == 4);
    }

    private sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    private class Coded
    {
        public float Energy { get; set; }

        public float[] Latent { get; set; } = [];
    }

    private sealed class Scored : Coded
    {
        public float[] Features { get; set; } = [];

        public float[] Reconstruction { get; set; } = [];

        public float ActiveAtoms { get; set; }

        public float[] Inference { get; set; } = [];
    }
}
