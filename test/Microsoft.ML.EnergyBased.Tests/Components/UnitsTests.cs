using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Components;

/// <summary>
/// Features in other units (× 2^±40) and with another origin (2²⁰ of their deviations away), with the options that carry
/// units changed alongside: the same energies and completions in those units, or a clear error.
/// </summary>
public sealed class UnitsTests
{
    private const int Columns = 4;

    // Of the columns' deviations, which are up to twice as great; and what makes them so. A shifted value is exact.
    private static readonly int[] Exponents = [2, 3, 1, 0];

    private static readonly float[] Factors = [2, 4, 8, 4];

    private static readonly float[][] Plain = [.. Tables.Blobs(120, Columns).Select(row => row.Select(Quantise).ToArray())];

    private static readonly Dictionary<string, Model> Exact = new()
    {
        ["KMeans"] = new((c, _) => c.KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 3, Seed = 1 }), 2),
        ["KMeans, gradient steps"] = new((c, _) => c.KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 3, Seed = 1, TrainingAlgorithm = KMeansTrainingAlgorithm.Gradient }), 2),
        ["KMeans, finite temperature"] = new((c, s) => c.KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 3, Seed = 1, InverseTemperature = 0.25f / (s * s) }), 2),
        ["Mixture, full"] = Mixture(MixtureCovariance.Full),
        ["Mixture, diagonal"] = Mixture(MixtureCovariance.Diagonal),
        ["Mixture, spherical"] = Mixture(MixtureCovariance.Spherical),
        ["NearestNeighbor"] = new((c, _) => c.NearestNeighbor(numberOfNeighbors: 5), 2),
        ["NearestNeighbor, k-th"] = new((c, _) => c.NearestNeighbor(new NearestNeighborEnergyEstimator.Options { NumberOfNeighbors = 2, Aggregation = NeighborAggregation.KthDistance }), 2),
        ["PrincipalSubspace"] = new((c, _) => c.PrincipalSubspace(new PrincipalSubspaceEstimator.Options { NumberOfComponents = 2, Seed = 1 }), 2),
        ["PrincipalSubspace, probabilistic"] = new((c, _) => c.PrincipalSubspace(new PrincipalSubspaceEstimator.Options { NumberOfComponents = 2, Probabilistic = true, Seed = 1 }), 0) { IsDensity = true },
        ["Gaussian machine"] = new((c, _) => c.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.RestrictedBoltzmann(4, VisibleUnits.Gaussian),
            NumberOfEpochs = 5,
            BatchSize = 30,
            Seed = 1,
        }), 0),
    };

    private static readonly Dictionary<string, Model> InTheirUnits = new()
    {
        ["DenoisingAutoencoder"] = new((c, _) => c.DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = [3], NumberOfEpochs = 2, Seed = 1 }), 0),
        ["LatentOptimization"] = new((c, _) => c.LatentOptimization(new LatentOptimizationEstimator.Options { LatentSize = 2, HiddenUnits = [4], NumberOfEpochs = 2, Seed = 1 }), 0),
        ["ConditionalLatent"] = new((c, _) => c.ConditionalLatent(new ConditionalLatentEstimator.Options
        {
            ContextColumnName = "Context",
            Latent = LatentSet.Discrete(2),
            HiddenUnits = [4],
            NumberOfEpochs = 2,
            Seed = 1,
        }), 0),
        ["EnergyClassifier"] = new((c, _) => c.EnergyClassifier(new EnergyClassifierTrainer.Options { NumberOfEpochs = 2, Seed = 1 }), 0),
        ["Energy network"] = new((c, _) => c.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.EnergyNetwork([4], quadratic: 0.1f),
            NumberOfEpochs = 2,
            Seed = 1,
        }), 0),
        ["SparseCoding"] = Sparse(),
    };

    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string, int, bool> ExactCases
    {
        get
        {
            var cases = new TheoryData<string, int, bool>();
            foreach (var name in Exact.Keys)
            {
                foreach (var (exponent, moved) in new[] { (40, false), (-40, false), (0, true), (7, true) })
                    cases.Add(name, exponent, moved);
            }

            return cases;
        }
    }

    public static TheoryData<string> OwnUnits => [.. InTheirUnits.Keys];

    [Theory]
    [MemberData(nameof(ExactCases))]
    public void TheModelIsTheSameInOtherUnits(string name, int exponent, bool moved)
    {
        var model = Exact[name];
        var scale = MathF.ScaleB(1, exponent);
        var rows = InUnits(Plain, scale, moved);
        var (own, other) = (Fit(model, Plain, 1), Fit(model, rows, scale));
        var expected = TestData.Floats(own.Transform(View(Plain)), "Energy");
        var actual = TestData.Floats(other.Transform(View(rows)), "Energy");
        var rounding = moved ? Rounding() : 0;
        for (var i = 0; i < expected.Length; i++)
        {
            var energy = model.Back(actual[i], scale);
            // ‖y − w‖² with w rounded; densities have such terms over their variances, which are below 1 here.
            var tolerance = (2e-5 * (1 + Math.Abs(expected[i]))) + (rounding * rounding) + (2 * rounding * Math.Sqrt(Math.Abs(expected[i])));
            expected[i].Should().BeApproximately(energy, tolerance, "{0}, row {1}: {2} instead of {3}", name, i, energy, expected[i]);
        }

        // An odd row stays odd.
        var far = Plain[0].Select((x, j) => j == 2 ? x + 64 : x).ToArray();
        TestData.Floats(own.Transform(View([far])), "Energy")[0].Should().BeGreaterThan(expected.Max());
        TestData.Floats(other.Transform(View(InUnits([far], scale, moved))), "Energy")[0].Should().BeGreaterThan(actual.Max());

        var holed = Plain.Take(40).Select((row, i) => row.Select((x, j) => (i + j) % 4 == 1 || (i % 3 == 0 && j == 3) ? float.NaN : x).ToArray()).ToArray();
        var completed = Complete(own, Plain, holed);
        var completedThere = Complete(other, rows, InUnits(holed, scale, moved));
        for (var i = 0; i < holed.Length; i++)
        {
            for (var j = 0; j < Columns; j++)
            {
                var back = (completedThere[i][j] / scale) - (moved ? Shift(j) : 0);
                var near = 2e-3 + (moved ? 2 * Math.ScaleB(1, Exponents[j] - 3) : 0);
                Math.Abs(completed[i][j] - back)
                    .Should().BeLessThanOrEqualTo(near, "{0}, row {1}, value {2}: {3} instead of {4}", name, i, j, back, completed[i][j]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(OwnUnits))]
    public void AModelThatLearnsInTheUnitsOfItsFeaturesSaysSo(string name)
    {
        var model = InTheirUnits[name];
        var warnings = LogLines.Of(_ml, Runtime.ChannelMessageKind.Warning);
        Fit(model, Plain, 1);
        warnings.Should().BeEmpty();

        foreach (var rows in new[] { InUnits(Plain, MathF.ScaleB(1, 40), false), InUnits(Plain, MathF.ScaleB(1, -40), false), InUnits(Plain, 1, true) })
        {
            if (name == "SparseCoding" && rows[0][0] != InUnits(Plain, 1, true)[0][0])
                continue;
            var e = FluentActions.Invoking(() => Fit(model, rows, 1)).Should().ThrowExactly<InvalidOperationException>().Which;
            e.Message.Should().Contain("'Features'");
            e.Message.Should().Contain("NormalizeMeanVariance");
        }

        // Less far: an answer, and a warning.
        Fit(model, [.. Plain.Select(row => row.Select(x => x + 1000).ToArray())], 1);
        warnings.Should().ContainSingle(line => line.Text.Contains("learns in the units")).Which.Text.Should().Contain("NormalizeMeanVariance");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(-40)]
    public void SparseCodingWithΛInThoseUnitsIsTheSame(int exponent)
    {
        var scale = MathF.ScaleB(1, exponent);
        var rows = InUnits(Plain, scale, false);
        var (own, other) = (Fit(Sparse(), Plain, 1), Fit(Sparse(), rows, scale));
        var expected = TestData.Floats(own.Transform(View(Plain)), "Energy");
        var actual = TestData.Floats(other.Transform(View(rows)), "Energy");
        for (var i = 0; i < expected.Length; i++)
            (actual[i] / scale / scale).Should().BeApproximately(expected[i], 1e-4f * (1 + expected[i]));
        float[] holed = [Plain[0][0], float.NaN, Plain[0][2], Plain[0][3]];
        var completed = Complete(own, Plain, [holed])[0];
        var completedThere = Complete(other, rows, InUnits([holed], scale, false))[0];
        for (var j = 0; j < Columns; j++)
            (completedThere[j] / scale).Should().BeApproximately(completed[j], 1e-3f);
    }

    [Fact]
    public void AStreamedFitLooksAtUnitsAsWell()
    {
        var e = FluentActions.Invoking(() => _ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [3],
            NumberOfEpochs = 2,
            Seed = 1,
            MemoryLimit = 100,
        }).Fit(View(InUnits(Plain, 1, true)))).Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("NormalizeMeanVariance");
    }

    private static Model Mixture(MixtureCovariance covariance)
        => new((c, _) => c.Mixture(new MixtureEnergyEstimator.Options { NumberOfComponents = 3, Covariance = covariance, VarianceFloor = 1e-2, Seed = 1 }), 0) { IsDensity = true };

    private static Model Sparse() => new((c, s) => c.SparseCoding(new SparseCodingEstimator.Options { NumberOfAtoms = 6, Sparsity = 0.25f * s, NumberOfEpochs = 3, Seed = 1 }), 2);

    private static float Quantise(float value, int column)
    {
        var unit = MathF.ScaleB(1, Exponents[column] - 3);
        return MathF.Round(value * Factors[column] / unit) * unit;
    }

    // 2²⁰ deviations, or at most twice as many.
    private static float Shift(int column) => MathF.ScaleB(1, 20 + Exponents[column]);

    private static double Rounding() => Math.Sqrt(Exponents.Sum(e => Math.Pow(Math.ScaleB(1, e - 4), 2)));

    private static float[][] InUnits(float[][] rows, float scale, bool moved)
        => [.. rows.Select(row => row.Select((x, j) => scale * (moved ? x + Shift(j) : x)).ToArray())];

    private ITransformer Fit(Model model, float[][] rows, float scale)
        => model.Create(_ml.EnergyBased(), scale).Fit(View(rows));

    private IDataView View(float[][] rows)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        foreach (var name in new[] { "Features", "Context" })
            definition[name].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Columns);
        definition["Label"].ColumnType = new KeyDataViewType(typeof(uint), 2);
        return _ml.Data.LoadFromEnumerable(rows.Select((row, i) => new Row { Features = row, Context = row, Label = (uint)(i % 2) }), definition);
    }

    private float[][] Complete(ITransformer model, float[][] training, float[][] rows)
    {
        var completion = _ml.EnergyBased().Completion((EnergyBasedTransformer)model).Fit(View(training));
        return [.. completion.Transform(View(rows)).GetColumn<float[]>("Completed")];
    }

    private sealed record Model(Func<EnergyBasedCatalog, float, IEstimator<ITransformer>> Create, int PowerOfScale)
    {
        public bool IsDensity { get; init; }

        /// <summary>An energy in the first units.</summary>
        public double Back(float energy, float scale)
            => IsDensity ? energy - (Columns * Math.Log(scale)) : energy / Math.Pow(scale, PowerOfScale);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float[] Context { get; set; } = [];

        public uint Label { get; set; }
    }
}
