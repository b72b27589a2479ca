using Microsoft.ML.EnergyBased.Data;
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
        var result = DictionaryTraining.Fit(TrainingData.InMemory(Digits, 64), Settings(atoms, 0.5f));
        var objective = MeanEnergy(result.Energy, Digits);
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
        var atoms = SparseReference.Atoms(Atoms, Dimension, 41);
        var rows = Rows.Normals(Count * Dimension, 42);
        var values = Rows.Normals(Count * 2, 43);
        for (var i = 0; i < Count; i++)
        {
            var row = rows.AsSpan(i * Dimension, Dimension);
            for (var j = 0; j < Dimension; j++)
            {
                row[j] = (0.01f * row[j]) + (3 * values[2 * i] * atoms[(i % Atoms * Dimension) + j])
                    + (3 * values[(2 * i) + 1] * atoms[(((i / Atoms) + i) % Atoms * Dimension) + j]);
            }
        }

        var result = DictionaryTraining.Fit(TrainingData.InMemory(rows, Dimension), Settings(Atoms, 0.2f).With(o => o.NumberOfEpochs = 40));
        float[][] learnt = [.. result.Energy.Atoms.ToArray().Chunk(Dimension)];
        learnt.Should().AllSatisfy(atom => atom.Sum(x => (double)x * x).Should().BeInRange(0, 1 + 1e-5));
        atoms.Chunk(Dimension).Should().OnlyContain(atom => learnt.Max(other => Math.Abs(other.Zip(atom, (a, b) => a * b).Sum())) > 0.999);
        // A little better than those that made them.
        var truth = MeanEnergy(new SparseCodingEnergy(atoms, Atoms, Dimension, result.Energy.Inference), rows);
        MeanEnergy(result.Energy, rows).Should().BeInRange(0.99 * truth, truth);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ThreadsDoNotMatterAndSeedsDo(bool nonNegative)
    {
        var options = Settings(40, 0.4f).With(o => { o.NumberOfEpochs = 2; o.BatchSize = 100; });
        options.NonNegative = nonNegative;
        var one = Fit(options.With(o => o.NumberOfThreads = 1));
        Fit(options.With(o => o.NumberOfThreads = 3)).ShouldEqual(one);
        Fit(options.With(o => o.Seed = 2)).ShouldNotEqual(one);
        Fit(options.With(o => o.Initialization = SparseDictionaryInitialization.Random)).ShouldNotEqual(one);

        static float[] Fit(SparseCodingEstimator.Options options) => DictionaryTraining.Fit(TrainingData.InMemory(Digits.AsMemory(0, 640 * 64), 64), options).Energy.Atoms.ToArray();
    }

    [Fact]
    public void StreamedRowsLearnAsRowsInMemoryDo()
    {
        var options = Settings(64, 0.5f);
        var streamed = DictionaryTraining.Fit(TrainingData.Streamed(Rows.Stream(Digits, 64, 100), 64, 300), options);
        MeanEnergy(streamed.Energy, Digits).Should().BeInRange(1, 1.01 * 1.41269);
        // In other blocks it is the same to the bit.
        var again = DictionaryTraining.Fit(TrainingData.Streamed(Rows.Stream(Digits, 64, 7), 64, 300), options);
        again.Energy.Atoms.ToArray().ShouldEqual(streamed.Energy.Atoms.ToArray());
    }

    [Fact]
    public void AGivenDictionaryIsTheStartAndWithoutEpochsTheEnd()
    {
        var basis = SparseReference.CosineBasis();
        basis.AsSpan(0, 64).Clear();
        for (var j = 64; j < 128; j++)
            basis[j] *= 5;
        var options = Settings(64, 0.5f).With(o =>
        {
            o.Initialization = SparseDictionaryInitialization.Given;
            o.InitialDictionary = [.. basis.Chunk(64)];
            o.NumberOfEpochs = 0;
        });
        var start = DictionaryTraining.Fit(TrainingData.InMemory(Digits, 64), options);
        start.Epochs.Should().BeEmpty();
        var atoms = start.Energy.Atoms.ToArray();
        atoms[128..].ShouldEqual(basis[128..]);
        // Onto the unit ball: the long atom is shortened, the one that is nothing stays.
        atoms[64..128].Sum(x => (double)x * x).Should().BeApproximately(1, 1e-6);
        atoms[..64].ShouldAllEqual(0);

        // Learning gives the idle atom a use, and lowers the objective.
        var learnt = DictionaryTraining.Fit(TrainingData.InMemory(Digits, 64), options.With(o => o.NumberOfEpochs = 5));
        MeanEnergy(learnt.Energy, Digits).Should().BeLessThan(MeanEnergy(start.Energy, Digits) - 0.1);
        learnt.Energy.Atoms[..64].ToArray().Sum(x => (double)x * x).Should().BeApproximately(1, 1e-3);
    }

    [Fact]
    public void HardDataHasAnAnswerOrAnError()
    {
        // More atoms than rows, rows that repeat, and one that is nothing.
        float[] rows = [1, 2, 1, 2, 0, 0, -3, 1];
        var result = DictionaryTraining.Fit(TrainingData.InMemory(rows, 2), Settings(6, 0.1f));
        result.Energy.Atoms.ToArray().ShouldAllBeFinite();
        MeanEnergy(result.Energy, rows).Should().BeInRange(0, 0.2);

        var nothing = new float[6];
        MeanEnergy(DictionaryTraining.Fit(TrainingData.InMemory(nothing, 2), Settings(3, 0.1f)).Energy, nothing).Should().Be(0);

        var overflow = FluentActions.Invoking(() => DictionaryTraining.Fit(TrainingData.InMemory(new[] { 3e38f, 3e38f, 1, 1 }, 2), Settings(3, 0.1f)))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        overflow.Message.Should().Contain("scale the features");
        FluentActions.Invoking(() => DictionaryTraining.Fit(TrainingData.InMemory(Array.Empty<float>(), 2), Settings(3, 0.1f)))
            .Should().ThrowExactly<InvalidOperationException>();
        FluentActions.Invoking(Settings(6, 0.1f).With(o => { o.Initialization = SparseDictionaryInitialization.Given; o.InitialDictionary = [[1f]]; }).Validate)
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("InitialDictionary");
    }

    private static SparseCodingEstimator.Options Settings(int atoms, float sparsity) => new()
    {
        NumberOfAtoms = atoms,
        Sparsity = sparsity,
        Seed = 1,
        NumberOfThreads = 2,
    };

    private static double MeanEnergy(SparseCodingEnergy energy, float[] rows)
    {
        var energies = new float[rows.Length / energy.Dimension];
        energy.Energy(rows, energies);
        return energies.Average(e => (double)e);
    }

    private static float[] CentredDigits()
    {
        var rows = Rows.Load("digits.csv", 64, 1 / 16f);
        for (var j = 0; j < 64; j++)
        {
            var mean = rows.Where((_, i) => i % 64 == j).Average(x => (double)x);
            for (var i = j; i < rows.Length; i += 64)
                rows[i] = (float)(rows[i] - mean);
        }
        return rows;
    }
}
