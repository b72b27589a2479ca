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
        Assert.InRange(objective, 0.9 * known, 1.01 * known);
        Assert.Equal(20, result.Epochs.Count);
        // What the epochs say is the objective of dictionaries on their way.
        Assert.True(result.Epochs[^1].Energy < result.Epochs[0].Energy);
        Assert.InRange(result.Epochs[^1].Energy, objective, 1.01 * objective);
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
        Assert.All(learnt, atom => Assert.InRange(atom.Sum(x => (double)x * x), 0, 1 + 1e-5));
        Assert.All(atoms.Chunk(Dimension), atom => Assert.True(learnt.Max(other => Math.Abs(other.Zip(atom, (a, b) => a * b).Sum())) > 0.999));
        // A little better than those that made them.
        double truth = MeanEnergy(new SparseCodingEnergy(atoms, Atoms, Dimension, result.Energy.Inference), rows);
        Assert.InRange(MeanEnergy(result.Energy, rows), 0.99 * truth, truth);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ThreadsDoNotMatterAndSeedsDo(bool nonNegative)
    {
        DictionarySettings settings = Settings(40, 0.4f) with { NumberOfEpochs = 2, BatchSize = 100 };
        settings = settings with { Inference = settings.Inference with { NonNegative = nonNegative } };
        float[] one = Fit(settings with { NumberOfThreads = 1 });
        Assert.Equal(one, Fit(settings with { NumberOfThreads = 3 }));
        Assert.NotEqual(one, Fit(settings with { Seed = 2 }));
        Assert.NotEqual(one, Fit(settings with { Initialization = SparseDictionaryInitialization.Random }));

        static float[] Fit(DictionarySettings settings) => DictionaryTraining.Fit(Digits.AsMemory(0, 640 * 64), 64, settings).Energy.Atoms.ToArray();
    }

    [Fact]
    public void StreamedRowsLearnAsRowsInMemoryDo()
    {
        DictionarySettings settings = Settings(64, 0.5f);
        var streamed = DictionaryTraining.Fit(Rows.Stream(Digits, 64, 100), 64, settings with { ShuffleBufferRows = 300 });
        Assert.InRange(MeanEnergy(streamed.Energy, Digits), 1, 1.01 * 1.41269);
        // In other blocks it is the same to the bit.
        var again = DictionaryTraining.Fit(Rows.Stream(Digits, 64, 7), 64, settings with { ShuffleBufferRows = 300 });
        Assert.Equal(streamed.Energy.Atoms.ToArray(), again.Energy.Atoms.ToArray());
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
        Assert.Empty(start.Epochs);
        float[] atoms = start.Energy.Atoms.ToArray();
        Assert.Equal(basis[128..], atoms[128..]);
        // Onto the unit ball: the long atom is shortened, the one that is nothing stays.
        Assert.Equal(1, atoms[64..128].Sum(x => (double)x * x), 1e-6);
        Assert.All(atoms[..64], x => Assert.Equal(0, x));

        // Learning gives the idle atom a use, and lowers the objective.
        var learnt = DictionaryTraining.Fit(Digits, 64, settings with { NumberOfEpochs = 5 });
        Assert.True(MeanEnergy(learnt.Energy, Digits) < MeanEnergy(start.Energy, Digits) - 0.1);
        Assert.Equal(1, learnt.Energy.Atoms[..64].ToArray().Sum(x => (double)x * x), 1e-3);
    }

    [Fact]
    public void HardDataHasAnAnswerOrAnError()
    {
        // More atoms than rows, rows that repeat, and one that is nothing.
        float[] rows = [1, 2, 1, 2, 0, 0, -3, 1];
        var result = DictionaryTraining.Fit(rows, 2, Settings(6, 0.1f));
        Assert.All(result.Energy.Atoms.ToArray(), x => Assert.True(float.IsFinite(x)));
        Assert.InRange(MeanEnergy(result.Energy, rows), 0, 0.2);

        float[] nothing = new float[6];
        Assert.Equal(0, MeanEnergy(DictionaryTraining.Fit(nothing, 2, Settings(3, 0.1f)).Energy, nothing));

        var overflow = Assert.Throws<InvalidOperationException>(() => DictionaryTraining.Fit(new[] { 3e38f, 3e38f, 1, 1 }, 2, Settings(3, 0.1f)));
        Assert.Contains("scale the features", overflow.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => DictionaryTraining.Fit(Array.Empty<float>(), 2, Settings(3, 0.1f)));
        Assert.Throws<ArgumentException>(() => DictionaryTraining.Fit(rows, 2, Settings(6, 0.1f) with { Initialization = SparseDictionaryInitialization.Given, InitialDictionary = [1f] }));
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
