using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.SparseCoding;

public class DictionaryTrainingTests
{
    private static readonly float[] Digits = CentredDigits();

    [Theory]
    [InlineData(32, 1.53468)]
    [InlineData(64, 1.41269)]
    [InlineData(100, 1.34976)]
    public void DictionariesOfDigitsReachTheKnownObjective(int atoms, double known)
    {
        var result = DictionaryTraining.Fit(Digits, 64, Settings(atoms, 0.5f));
        double objective = MeanEnergy(result.Energy, Digits);
        objective.Should().BeInRange(0.9 * known, 1.01 * known);
        result.Epochs.Should().HaveCount(20);
        // What the epochs say is the objective of dictionaries on their way.
        result.Epochs[^1].Energy.Should().BeLessThan(result.Epochs[0].Energy);
        result.Epochs[^1].Energy.Should().BeInRange(objective, 1.01 * objective);
    }

    [Fact]
    public void AtomsThatMadeTheRowsAreFound()
    {
        const int Dimension = 20, Atoms = 12, Count = 2000;
        float[] atoms = SparseReference.Atoms(Atoms, Dimension, 41);
        float[] rows = Rows.Normals(Count * Dimension, 42);
        float[] values = Rows.Normals(Count * 2, 43);
        for (int i = 0; i < Count; i++)
        {
            Span<float> row = rows.AsSpan(i * Dimension, Dimension);
            for (int j = 0; j < Dimension; j++)
                row[j] = (0.01f * row[j]) + (3 * values[2 * i] * atoms[(i % Atoms * Dimension) + j])
                    + (3 * values[(2 * i) + 1] * atoms[(((i / Atoms) + i) % Atoms * Dimension) + j]);
        }

        var result = DictionaryTraining.Fit(rows, Dimension, Settings(Atoms, 0.2f) with { NumberOfEpochs = 40 });
        float[][] learnt = [.. result.Energy.Atoms.ToArray().Chunk(Dimension)];
        learnt.Should().AllSatisfy(atom => atom.Sum(x => (double)x * x).Should().BeInRange(0, 1 + 1e-5));
        atoms.Chunk(Dimension).Should().OnlyContain(atom => learnt.Max(other => Math.Abs(other.Zip(atom, (a, b) => a * b).Sum())) > 0.999);
        // A little better than those that made them.
        double truth = MeanEnergy(new SparseCodingEnergy(atoms, Atoms, Dimension, result.Energy.Inference), rows);
        MeanEnergy(result.Energy, rows).Should().BeInRange(0.99 * truth, truth);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ThreadsDoNotMatterAndSeedsDo(bool nonNegative)
    {
        DictionarySettings settings = Settings(40, 0.4f) with { NumberOfEpochs = 2, BatchSize = 100 };
        settings = settings with { Inference = settings.Inference with { NonNegative = nonNegative } };
        float[] one = Fit(settings with { NumberOfThreads = 1 });
        Fit(settings with { NumberOfThreads = 3 }).ShouldEqual(one);
        Fit(settings with { Seed = 2 }).ShouldNotEqual(one);
        Fit(settings with { Initialization = SparseDictionaryInitialization.Random }).ShouldNotEqual(one);

        static float[] Fit(DictionarySettings settings) => DictionaryTraining.Fit(Digits.AsMemory(0, 640 * 64), 64, settings).Energy.Atoms.ToArray();
    }

    [Fact]
    public void StreamedRowsLearnAsRowsInMemoryDo()
    {
        DictionarySettings settings = Settings(64, 0.5f);
        var streamed = DictionaryTraining.Fit(Rows.Stream(Digits, 64, 100), 64, settings with { ShuffleBufferRows = 300 });
        MeanEnergy(streamed.Energy, Digits).Should().BeInRange(1, 1.01 * 1.41269);
        // In other blocks it is the same to the bit.
        var again = DictionaryTraining.Fit(Rows.Stream(Digits, 64, 7), 64, settings with { ShuffleBufferRows = 300 });
        again.Energy.Atoms.ToArray().ShouldEqual(streamed.Energy.Atoms.ToArray());
    }

    [Fact]
    public void AGivenDictionaryIsTheStartAndWithoutEpochsTheEnd()
    {
        float[] basis = SparseReference.CosineBasis();
        basis.AsSpan(0, 64).Clear();
        for (int j = 64; j < 128; j++)
            basis[j] *= 5;
        DictionarySettings settings = Settings(64, 0.5f) with
        {
            Initialization = SparseDictionaryInitialization.Given,
            InitialDictionary = basis,
            NumberOfEpochs = 0,
        };
        var start = DictionaryTraining.Fit(Digits, 64, settings);
        start.Epochs.Should().BeEmpty();
        float[] atoms = start.Energy.Atoms.ToArray();
        atoms[128..].ShouldEqual(basis[128..]);
        // Onto the unit ball: the long atom is shortened, the one that is nothing stays.
        atoms[64..128].Sum(x => (double)x * x).Should().BeApproximately(1, 1e-6);
        atoms[..64].ShouldAllEqual(0);

        // Learning gives the idle atom a use, and lowers the objective.
        var learnt = DictionaryTraining.Fit(Digits, 64, settings with { NumberOfEpochs = 5 });
        MeanEnergy(learnt.Energy, Digits).Should().BeLessThan(MeanEnergy(start.Energy, Digits) - 0.1);
        learnt.Energy.Atoms[..64].ToArray().Sum(x => (double)x * x).Should().BeApproximately(1, 1e-3);
    }

    [Fact]
    public void HardDataHasAnAnswerOrAnError()
    {
        // More atoms than rows, rows that repeat, and one that is nothing.
        float[] rows = [1, 2, 1, 2, 0, 0, -3, 1];
        var result = DictionaryTraining.Fit(rows, 2, Settings(6, 0.1f));
        result.Energy.Atoms.ToArray().ShouldAllBeFinite();
        MeanEnergy(result.Energy, rows).Should().BeInRange(0, 0.2);

        float[] nothing = new float[6];
        MeanEnergy(DictionaryTraining.Fit(nothing, 2, Settings(3, 0.1f)).Energy, nothing).Should().Be(0);

        var overflow = FluentActions.Invoking(() => DictionaryTraining.Fit(new[] { 3e38f, 3e38f, 1, 1 }, 2, Settings(3, 0.1f)))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        overflow.Message.Should().Contain("scale the features");
        FluentActions.Invoking(() => DictionaryTraining.Fit(Array.Empty<float>(), 2, Settings(3, 0.1f)))
            .Should().ThrowExactly<InvalidOperationException>();
        FluentActions.Invoking(() => DictionaryTraining.Fit(rows, 2, Settings(6, 0.1f) with { Initialization = SparseDictionaryInitialization.Given, InitialDictionary = [1f] }))
            .Should().ThrowExactly<ArgumentException>();
    }

    private static DictionarySettings Settings(int atoms, float sparsity) => new()
    {
        NumberOfAtoms = atoms,
        Inference = new SparseInference(sparsity, false, SparseInferenceAlgorithm.CoordinateDescent, SparseInference.DefaultTolerance, SparseInference.DefaultMaximumIterations),
        Seed = 1,
        NumberOfThreads = 2,
    };

    private static double MeanEnergy(SparseCodingEnergy energy, float[] rows)
    {
        float[] energies = new float[rows.Length / energy.Dimension];
        energy.Energy(rows, energies);
        return energies.Average(e => (double)e);
    }

    private static float[] CentredDigits()
    {
        float[] rows = Rows.Load("digits.csv", 64, 1 / 16f);
        for (int j = 0; j < 64; j++)
        {
            double mean = rows.Where((_, i) => i % 64 == j).Average(x => (double)x);
            for (int i = j; i < rows.Length; i += 64)
                rows[i] = (float)(rows[i] - mean);
        }
        return rows;
    }
}
