using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Networks;

namespace Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;

public class AutoencoderEnergyTests
{
    private const int Count = 230;

    public static TheoryData<string> Cases => [.. Energies.Keys];

    private static readonly Dictionary<string, AutoencoderEnergy> Energies = new()
    {
        ["squared error"] = Create(new(7, [9, 4], Activation.Tanh, Activation.Identity, false), ReconstructionLoss.SquaredError),
        ["squared error, tied, SiLU"] = Create(new(7, [4], Activation.SiLU, Activation.Tanh, true), ReconstructionLoss.SquaredError),
        ["cross-entropy"] = Create(new(7, [9, 4], Activation.Softplus, Activation.Sigmoid, false), ReconstructionLoss.BinaryCrossEntropy),
        ["cross-entropy, two features"] = Create(new(2, [3], Activation.Sigmoid, Activation.Sigmoid, false), ReconstructionLoss.BinaryCrossEntropy),
        ["one feature"] = Create(new(1, [1], Activation.LeakyReLU, Activation.Identity, true), ReconstructionLoss.SquaredError),
        ["wide"] = Create(new(300, [70], Activation.ReLU, Activation.Sigmoid, false), ReconstructionLoss.SquaredError),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void OutputsAreThoseOfTheFormula(string name)
    {
        var energy = Energies[name];
        var d = energy.Dimension;
        var rows = RowsOf(energy);
        float[] energies = new float[Count], shares = new float[rows.Length], restored = new float[rows.Length], field = new float[rows.Length];
        float[] codes = new float[Count * energy.CodeSize], decoded = new float[rows.Length];
        energy.Energy(rows, energies);
        energy.FeatureEnergy(rows, shares);
        energy.Reconstruct(rows, restored);
        energy.Field(rows, field);
        energy.Encode(rows, codes);
        energy.Decode(codes, decoded);
        decoded.ShouldEqual(restored);

        var architecture = energy.Shape.CreateNetwork();
        double[] parameters = [.. energy.Parameters.ToArray().Select(p => (double)p)];
        for (var i = 0; i < Count; i++)
        {
            double[] y = [.. rows.Skip(i * d).Take(d).Select(v => (double)v)];
            var values = ReferenceNetwork.Forward(architecture, parameters, y, 0, architecture.Layers.Count - 1).Values;
            double[] expected = [.. y.Zip(values[^1], (v, r) => energy.Loss == ReconstructionLoss.SquaredError ? (v - r) * (v - r) : -(v * Math.Log(r)) - ((1 - v) * Math.Log(1 - r)))];
            var sum = expected.Sum();
            shares[(i * d)..((i + 1) * d)].ShouldBeCloseTo(expected, 1e-4);
            restored[(i * d)..((i + 1) * d)].ShouldBeCloseTo(values[^1], 1e-5);
            field[(i * d)..((i + 1) * d)].ShouldBeCloseTo(values[^1].Zip(y, (r, v) => r - v).ToArray(), 1e-5);
            energies[i].Should().BeApproximately(sum, 1e-5 * Math.Max(1, sum));
            codes[(i * energy.CodeSize)..((i + 1) * energy.CodeSize)].ShouldBeCloseTo(values[energy.Shape.CodeLayer][..energy.CodeSize], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientIsThatOfDifferences(string name)
    {
        var energy = Energies[name];
        var d = energy.Dimension;
        const int Few = 3;
        var rows = RowsOf(energy)[..(Few * d)];
        float[] energies = new float[Few], gradients = new float[rows.Length], again = new float[Few];
        energy.Gradient(rows, energies, gradients);
        energy.Energy(rows, again);
        energies.ShouldEqual(again);
        var architecture = energy.Shape.CreateNetwork();
        double[] parameters = [.. energy.Parameters.ToArray().Select(p => (double)p)];
        ReferenceNetwork.AssertGradient(ReferenceNetwork.Differences(Sum, [.. rows.Select(v => (double)v)]), gradients);

        double Sum(double[] at)
        {
            double sum = 0;
            for (var i = 0; i < Few; i++)
            {
                var y = at[(i * d)..((i + 1) * d)];
                var r = ReferenceNetwork.Forward(architecture, parameters, y, 0, architecture.Layers.Count - 1).Values[^1];
                for (var j = 0; j < d; j++)
                    sum += energy.Loss == ReconstructionLoss.SquaredError ? (y[j] - r[j]) * (y[j] - r[j]) : -(y[j] * Math.Log(r[j])) - ((1 - y[j]) * Math.Log(1 - r[j]));
            }
            return sum;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ARowAloneHasTheBitsItHasInABlock(string name)
    {
        var energy = Energies[name];
        var d = energy.Dimension;
        var rows = RowsOf(energy);
        var block = Everything(energy, rows, Count);
        var width = block.Length / Count;
        for (var i = 0; i < Count; i += 7)
        {
            var alone = Everything(energy, rows[(i * d)..((i + 1) * d)], 1);
            alone.ShouldEqual(block[(i * width)..((i + 1) * width)]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ABadRowSpoilsNoneButItself(string name)
    {
        var energy = Energies[name];
        var d = energy.Dimension;
        var rows = RowsOf(energy);
        var clean = Everything(energy, rows, Count);
        var width = clean.Length / Count;
        rows[(5 * d) + (d / 2)] = float.NaN;
        rows[(150 * d) + d - 1] = float.NegativeInfinity;
        var spoilt = Everything(energy, rows, Count);
        for (var i = 0; i < Count; i++)
        {
            var expected = i is 5 or 150 ? [.. Enumerable.Repeat(float.NaN, width)] : clean[(i * width)..((i + 1) * width)];
            spoilt[(i * width)..((i + 1) * width)].ShouldEqual(expected);
        }
        float[] codes = new float[energy.CodeSize], decoded = new float[d];
        codes[0] = float.PositiveInfinity;
        energy.Decode(codes, decoded);
        decoded.ShouldAllEqual(float.NaN);
    }

    [Fact]
    public void StepsOfReconstructionRepeatTheMap()
    {
        var once = Energies["squared error"];
        var thrice = new AutoencoderEnergy(once.Shape, once.Parameters, once.Loss, 3);
        float[] rows = RowsOf(once), steps = [.. rows], at = new float[rows.Length], direct = new float[rows.Length];
        for (var step = 0; step < 3; step++)
        {
            once.Reconstruct(steps, at);
            at.CopyTo(steps, 0);
        }
        thrice.Reconstruct(rows, direct);
        direct.ShouldEqual(steps);
        float[] energies = new float[Count], again = new float[Count];
        once.Energy(rows, energies);
        thrice.Energy(rows, again);
        again.ShouldEqual(energies);
    }

    [Fact]
    public void ScoringARowAllocatesNothing()
    {
        // Whole registers: unoptimised code puts the mask of a partial one on the heap.
        var energy = Create(new(320, [70], Activation.ReLU, Activation.Sigmoid, false), ReconstructionLoss.SquaredError);
        float[] row = RowsOf(energy)[..320], one = new float[1], gradient = new float[320];
        // A collection that another test causes counts the rest of this thread's allocation buffer: rows are looked at one by one.
        var without = 0;
        for (var i = 0; i < 60; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            energy.Energy(row, one);
            energy.Gradient(row, one, gradient);
            without += GC.GetAllocatedBytesForCurrentThread() == before ? 1 : 0;
        }
        without.Should().BeInRange(50, 60);
    }

    [Fact]
    public void ThreadsShareOneEnergy()
    {
        var energy = Energies["wide"];
        float[] rows = RowsOf(energy), expected = new float[Count];
        energy.Energy(rows, expected);
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            var energies = new float[Count];
            energy.Energy(rows, energies);
            energies.ShouldEqual(expected);
        });
    }

    public static TheoryData<Refusal> ArgumentsAreCheckedCases
    {
        get
        {
            var energy = Energies["squared error"];
            var bad = energy.Parameters.ToArray();
            bad[^1] = float.NaN;
            return new()
            {
                Refusal.Of<ArgumentException>("rows", () => energy.Energy(new float[8], new float[1])),
                Refusal.Of<ArgumentException>("shares", () => energy.FeatureEnergy(new float[7], new float[6])),
                Refusal.Of<ArgumentException>("codes", () => energy.Encode(new float[7], new float[5])),
                Refusal.Of<ArgumentException>("rows", () => energy.Decode(new float[4], new float[8])),
                Refusal.Of<ArgumentException>("gradients", () => energy.Gradient(new float[7], new float[1], new float[8])),
                Refusal.Of<ArgumentOutOfRangeException>("unit", () => energy.CopyFilter(9, new float[7])),
                Refusal.Of<ArgumentException>("loss", () => new AutoencoderEnergy(energy.Shape, energy.Parameters, ReconstructionLoss.BinaryCrossEntropy, 1)),
                Refusal.Of<ArgumentException>("parameters", () => new AutoencoderEnergy(energy.Shape, new float[3], ReconstructionLoss.SquaredError, 1)),
                Refusal.Of<ArgumentException>("parameters", () => new AutoencoderEnergy(energy.Shape, bad, ReconstructionLoss.SquaredError, 1)),
            };
        }
    }

    [Theory]
    [MemberData(nameof(ArgumentsAreCheckedCases))]
    public void ArgumentsAreChecked(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void AFilterEndsWithItsUnitsBias()
    {
        var energy = Energies["squared error"];
        var filter = new float[7];
        energy.CopyFilter(2, filter);
        filter[6].Should().Be(energy.Parameters[2 + (9 * 6)]);
    }

    [Fact]
    public void TheTextNamesSizesFunctionsAndLoss()
        => Energies["squared error"].ToString().Should().Be("AutoencoderEnergy(7-9-4, Tanh, Identity, SquaredError)");

    // Row by row: energy, shares, code, reconstruction, field, gradient.
    private static float[] Everything(AutoencoderEnergy energy, float[] rows, int count)
    {
        var d = energy.Dimension;
        float[] energies = new float[count], again = new float[count], shares = new float[rows.Length], codes = new float[count * energy.CodeSize];
        float[] restored = new float[rows.Length], field = new float[rows.Length], gradients = new float[rows.Length];
        ((IOutputEnergy)energy).Compute(rows, new EnergyOutputs { Energies = energies, FeatureEnergies = shares, Codes = codes, Reconstructions = restored });
        energy.Field(rows, field);
        energy.Gradient(rows, again, gradients);
        return [.. Enumerable.Range(0, count).SelectMany(i => new[] { energies[i], again[i] }
            .Concat(shares.Skip(i * d).Take(d)).Concat(codes.Skip(i * energy.CodeSize).Take(energy.CodeSize)).Concat(restored.Skip(i * d).Take(d))
            .Concat(field.Skip(i * d).Take(d)).Concat(gradients.Skip(i * d).Take(d)))];
    }

    private static AutoencoderEnergy Create(AutoencoderShape shape, ReconstructionLoss loss)
        => new(shape, DenseNetworkTests.Normals(9, shape.CreateNetwork().ParameterCount, shape.Dimension > 100 ? 0.1f : 0.6f), loss, 1);

    private static float[] RowsOf(AutoencoderEnergy energy)
    {
        var rows = new float[Count * energy.Dimension];
        new Microsoft.ML.EnergyBased.Numerics.RandomStream(6, Microsoft.ML.EnergyBased.Numerics.RandomPurpose.Weights).FillUniform(rows);
        return rows;
    }
}
