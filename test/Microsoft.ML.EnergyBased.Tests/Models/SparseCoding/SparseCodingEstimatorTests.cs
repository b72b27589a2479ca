using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.SparseCoding;

public class SparseCodingEstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Outputs_fit_together()
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var model = _ml.EnergyBased().SparseCoding(new SparseCodingEstimator.Options { NumberOfAtoms = 30, Sparsity = 0.5f, InferenceColumnName = "Inference", Seed = 3 }).Fit(data);
        var rows = _ml.Data.CreateEnumerable<Scored>(model.Transform(data), reuseRowObject: false).ToArray();

        var energy = Assert.IsType<SparseCodingEnergy>(model.Energy);
        Assert.Equal("SparseCodingEnergy(K = 30, d = 13, λ = 0.5, β = ∞)", model.ToString());
        Assert.All(rows, row =>
        {
            Assert.Equal(row.Latent.Count(z => z != 0), row.ActiveAtoms);
            var error = row.Features.Zip(row.Reconstruction, (y, r) => (double)(y - r) * (y - r)).Sum();
            Assert.Equal((0.5 * error) + (energy.Sparsity * row.Latent.Sum(z => Math.Abs((double)z))), row.Energy, 1e-4);
            Assert.Equal(1, row.Inference[2]);
            Assert.InRange(row.Inference[1], 0, 1e-5 * 0.5 * row.Features.Sum(y => y * y));
        });
        Assert.InRange(rows.Average(r => r.ActiveAtoms), 1, 13);
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        model.Transform(data).Schema["Inference"].GetSlotNames(ref names);
        Assert.Equal(["Iterations", "Gap", "Converged"], names.DenseValues().Select(n => n.ToString()));
    }

    [Fact]
    public void More_sparsity_takes_fewer_atoms_and_leaves_more()
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var last = (Atoms: double.PositiveInfinity, Energy: 0.0);
        foreach (var sparsity in new[] { 0.1f, 0.4f, 1.5f })
        {
            var scored = _ml.EnergyBased().SparseCoding("Features", 20, sparsity, 5).Fit(data).Transform(data);
            var now = (Atoms: scored.GetColumn<float>("ActiveAtoms").Average(), Energy: scored.GetColumn<float>("Energy").Average());
            Assert.True(now.Atoms < last.Atoms && now.Energy > last.Energy);
            last = now;
        }
    }

    [Fact]
    public void Training_goes_on_from_a_model()
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var options = new SparseCodingEstimator.Options { NumberOfAtoms = 20, NumberOfEpochs = 3, Seed = 5 };
        var first = _ml.EnergyBased().SparseCoding(options).Fit(data);
        options.WarmStart = first;
        options.NumberOfEpochs = 0;
        var same = _ml.EnergyBased().SparseCoding(options).Fit(data);
        Assert.Equal(Atoms(first), Atoms(same));
        options.NumberOfEpochs = 10;
        var further = _ml.EnergyBased().SparseCoding(options).Fit(data);
        Assert.True(MeanEnergy(further) < MeanEnergy(first));

        options.NumberOfAtoms = 21;
        Assert.Equal("WarmStart", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.EnergyBased().SparseCoding(options)).ParamName);
        options.WarmStart = _ml.EnergyBased().PrincipalSubspace().Fit(data);
        Assert.Equal("WarmStart", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.EnergyBased().SparseCoding(options)).ParamName);
        options = new SparseCodingEstimator.Options { NumberOfAtoms = 20, WarmStart = first };
        var wrong = Assert.Throws<InvalidOperationException>(() => _ml.EnergyBased().SparseCoding(options).Fit(TestData.Iris(_ml)));
        Assert.Contains("13", wrong.Message, StringComparison.Ordinal);

        static float[] Atoms(LatentInferenceTransformer model) => ((SparseCodingEnergy)model.Energy).Atoms.ToArray();
        double MeanEnergy(LatentInferenceTransformer model) => model.Transform(data).GetColumn<float>("Energy").Average();
    }

    [Fact]
    public void A_given_basis_is_used_as_it_is()
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
        var row = Assert.Single(_ml.Data.CreateEnumerable<Coded>(model.Transform(TestData.Rows(_ml, [3, -0.25f])), reuseRowObject: false));
        Assert.Equal([2.5f, 0], row.Latent);
        Assert.Equal(0.5 * (0.25 + 0.0625) + 1.25, row.Energy, 1e-6);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 0)]
    public void Codes_that_end_before_their_tolerance_give_one_warning(int iterations, int expected)
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
            MaximumIterations = iterations,
        }).Fit(TestData.Iris(_ml));
        Assert.Equal(expected, warnings.Count);
        Assert.All(warnings, warning => Assert.Matches("[0-9]+ ?% of the codes of the last epoch ended at MaximumIterations = 1, before", warning));
    }

    [Fact]
    public void Progress_is_one_report_an_epoch()
    {
        var reports = new List<TrainingProgress>();
        _ml.EnergyBased().SparseCoding(new SparseCodingEstimator.Options { NumberOfAtoms = 8, NumberOfEpochs = 4, Progress = new Listener(reports.Add) }).Fit(TestData.Iris(_ml));
        Assert.Equal([1, 2, 3, 4], reports.Select(r => r.Iteration));
        Assert.All(reports, r => Assert.True(r.Energy > 0 && r.MaximumIterations == 4));
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
