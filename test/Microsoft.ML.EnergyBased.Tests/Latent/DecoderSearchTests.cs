using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Training;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Latent;

public sealed class DecoderSearchTests(ITestOutputHelper output)
{
    private const int Sphere = (int)LatentKind.Sphere;
    private const int Ball = (int)LatentKind.Ball;
    private const int Box = (int)LatentKind.Box;

    private const int Context = 2;
    private const int Latent = 3;
    private const int Dimension = 9;

    [Theory]
    [InlineData(Sphere, 0)]
    [InlineData(Ball, 0)]
    [InlineData(Sphere, Context)]
    [InlineData(Ball, Context)]
    [InlineData(Box, Context)]
    public void TheGradientIsThatOfFiniteDifferences(int kind, int contextSize)
    {
        // More latents than go through the decoder together.
        const int Count = 100;
        var set = SetOf(kind, Latent);
        var decoder = new Decoder(contextSize, Latent, Dimension);
        var context = Rows.Normals(contextSize, 3);
        var row = Rows.Normals(Dimension, 4);
        row[2] = float.NaN;
        var z = new float[Count * Latent];
        set.Draw(z, 5, RandomPurpose.LatentStart);
        var energies = new float[Count];
        var gradients = new float[Count * Latent];
        decoder.NewSearch(set).EnergyAt(context, row, z, energies, gradients);
        for (var i = 0; i < Count; i++)
        {
            double E(double[] at) => decoder.Energy(set, context, row, at);
            double[] point = [.. z.Skip(i * Latent).Take(Latent).Select(v => (double)v)];
            var expected = ReferenceNetwork.Differences(E, point);
            if (set.Kind == LatentKind.Sphere)
            {
                var along = expected.Zip(point, (g, v) => g * v).Sum();
                expected = [.. expected.Zip(point, (g, v) => g - (along * v))];
            }
            energies[i].Should().BeApproximately(E(point), 1e-4 * (1 + energies[i]));
            ReferenceNetwork.AssertGradient(expected, gradients.AsSpan(i * Latent, Latent));
        }
    }

    [Theory]
    [InlineData(Sphere, 0)]
    [InlineData(Ball, 0)]
    [InlineData(Box, 0)]
    [InlineData(Sphere, Context)]
    [InlineData(Ball, Context)]
    [InlineData(Box, Context)]
    public void TheSearchEndsWhereAFineGridHasItsMinimum(int kind, int contextSize)
    {
        // Two latents, so that a grid can be gone through.
        const int Count = 6;
        var set = SetOf(kind, 2);
        var decoder = new Decoder(contextSize, 2, 4);
        var search = decoder.NewSearch(set, new DecoderSearchSettings { Iterations = 500, Tolerance = 1e-5f });
        var contexts = Rows.Normals(contextSize * Count, 3);
        var rows = Rows.Normals(4 * Count, 6);
        var energies = new float[Count];
        var latents = new float[2 * Count];
        var searches = new LatentSearch[Count];
        search.Find(contexts, rows, energies, latents, default, searches);
        for (var i = 0; i < Count; i++)
        {
            double E(double[] z) => decoder.Energy(set, contexts[(i * contextSize)..((i + 1) * contextSize)], rows[(i * 4)..((i + 1) * 4)], z);
            var best = Refined(set, E);
            searches[i].Converged.Should().BeTrue("{0}", searches[i]);
            energies[i].Should().BeApproximately(best, 1e-4 * (1 + best));
            E([latents[2 * i], latents[(2 * i) + 1]]).Should().BeApproximately(energies[i], 1e-4);
        }
        output.WriteLine($"iterations: mean {searches.Average(s => s.Iterations)}, most {searches.Max(s => s.Iterations)}");
    }

    [Fact]
    public void ALinearDecoderWithAPriorGivesRidgeRegression()
    {
        // A box so wide that its sides are out of the way.
        var set = LatentSet.Continuous(5, -20, 20, penalty: 0.5f);
        var decoder = new Decoder(0, 5, 20, hidden: 0);
        var row = Rows.Normals(20, 9);
        row[4] = row[11] = float.NaN;
        var latent = new float[5];
        var energy = new float[1];
        var how = new LatentSearch[1];
        decoder.NewSearch(set, new DecoderSearchSettings { Descents = 1, Iterations = 1000, Tolerance = 1e-6f })
            .FindAll(default, row, energy, latent, default, how);
        var expected = decoder.LeastSquares(row, 0.5);
        var least = decoder.Energy(set, [], row, expected);
        energy[0].Should().BeApproximately(least, 1e-5 * least);
        for (var i = 0; i < 5; i++)
            latent[i].Should().BeApproximately(expected[i], 2e-3);
        how[0].Converged.Should().BeTrue();
    }

    [Theory]
    [InlineData(Sphere, 1)]
    [InlineData(Ball, 5)]
    [InlineData(Ball, 0.1f)]
    public void ALinearDecoderGivesConstrainedLeastSquares(int kind, float size)
    {
        var set = SetOf(kind, 5);
        var decoder = new Decoder(0, 5, 20, hidden: 0);
        float[] row = [.. Rows.Normals(20, 9).Select(v => v * size)];
        row[4] = row[11] = float.NaN;
        var latent = new float[5];
        var energy = new float[1];
        var how = new LatentSearch[1];
        var search = decoder.NewSearch(set, new DecoderSearchSettings { Descents = 1, Iterations = 1000, Tolerance = 1e-6f });
        search.FindAll(default, row, energy, latent, default, how);

        // (2WᵀW + αI) z = 2Wᵀ(y − b) over what is observed, α such that z is on the sphere, and in the ball at least 0.
        var expected = decoder.LeastSquares(row, 0);
        var inside = kind == Ball && Length(expected) <= 1;
        inside.Should().Be(size < 1);
        if (!inside)
        {
            double low = kind == Ball ? 0 : -decoder.LeastCurvature(row), high = 1e4;
            for (var i = 0; i < 200; i++)
            {
                var middle = 0.5 * (low + high);
                (low, high) = Length(decoder.LeastSquares(row, middle)) > 1 ? (middle, high) : (low, middle);
            }
            expected = decoder.LeastSquares(row, high);
        }
        var least = decoder.Energy(set, [], row, expected);
        energy[0].Should().BeApproximately(least, 1e-5 * least);
        for (var i = 0; i < 5; i++)
            latent[i].Should().BeApproximately(expected[i], 2e-3);
        how[0].Converged.Should().BeTrue();
        output.WriteLine($"{how[0]}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Context)]
    public void ARowGivesTheSameBitsAloneAndAmongOthersAndABadRowTouchesNoOther(int contextSize)
    {
        var search = new Decoder(contextSize, Latent, Dimension).NewSearch(LatentSet.Ball(Latent));
        var contexts = Rows.Normals(60 * contextSize, 3);
        var rows = Rows.Normals(60 * Dimension, 4);
        rows[(7 * Dimension) + 3] = float.NaN;
        (contextSize == 0 ? rows : contexts)[9 * (contextSize == 0 ? Dimension : contextSize)] = float.PositiveInfinity;
        var energies = new float[60];
        var latents = new float[60 * Latent];
        var decoded = new float[60 * Dimension];
        var searches = new LatentSearch[60];
        search.Find(contexts, rows, energies, latents, decoded, searches);
        var energy = new float[1];
        var latent = new float[Latent];
        var reconstruction = new float[Dimension];
        for (var i = 0; i < 60; i++)
        {
            search.Find(contexts.AsSpan(i * contextSize, contextSize), rows.AsSpan(i * Dimension, Dimension), energy, latent, reconstruction, default);
            energy[0].Should().Be(energies[i]);
            latent.ShouldEqual(latents[(i * Latent)..((i + 1) * Latent)]);
            reconstruction.ShouldEqual(decoded[(i * Dimension)..((i + 1) * Dimension)]);
            float.IsNaN(energies[i]).Should().Be(i is 7 or 9);
            float.IsNaN(searches[i].Gap).Should().Be(i is 7 or 9);
            latent.All(float.IsNaN).Should().Be(i is 7 or 9);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Context)]
    public void MoreStepsNeverRaiseTheEnergyAndTheToleranceHolds(int contextSize)
    {
        var decoder = new Decoder(contextSize, Latent, Dimension);
        var contexts = Rows.Normals(40 * contextSize, 3);
        var rows = Rows.Normals(40 * Dimension, 4);
        float[] before = [.. Enumerable.Repeat(float.PositiveInfinity, 40)];
        foreach (var steps in new[] { 1, 2, 5, 10, 30, 100, 1000 })
        {
            var search = decoder.NewSearch(LatentSet.Sphere(Latent), new DecoderSearchSettings { Descents = 1, Iterations = steps, Tolerance = 0 });
            var energies = new float[40];
            search.Find(contexts, rows, energies, default, default, default);
            for (var i = 0; i < 40; i++)
                energies[i].Should().BeInRange(0, before[i]);
            before = energies;
        }

        // Ended by its tolerance, a search is near where one without a tolerance ends.
        var found = new float[40];
        var searches = new LatentSearch[40];
        decoder.NewSearch(LatentSet.Sphere(Latent), new DecoderSearchSettings { Descents = 1 }).Find(contexts, rows, found, default, default, searches);
        for (var i = 0; i < 40; i++)
        {
            searches[i].Converged.Should().BeTrue();
            found[i].Should().BeInRange(before[i] * 0.9999f, before[i] * 1.002f);
        }
        output.WriteLine($"iterations: mean {searches.Average(s => s.Iterations)}, most {searches.Max(s => s.Iterations)}; left over {found.Zip(before, (f, b) => (f - b) / b).Max()}");
    }

    [Fact]
    public void TheStartsAreDecodedAnewWhenTheDecoderHasOtherParameters()
    {
        var decoder = new Decoder(0, Latent, Dimension);
        var other = new float[decoder.Architecture.ParameterCount];
        decoder.Architecture.Initialize(other, WeightInitialization.He, 3);
        var rows = Rows.Normals(20 * Dimension, 4);
        var search = decoder.NewSearch(LatentSet.Sphere(Latent));
        var before = Energies(search);
        decoder.Network.Update(other, new WorkTeam(1));
        search.Refresh();
        var after = Energies(search);
        after.ShouldNotEqual(before);
        after.ShouldEqual(Energies(decoder.NewSearch(LatentSet.Sphere(Latent))));

        float[] Energies(DecoderSearch found)
        {
            var energies = new float[20];
            found.Find(default, rows, energies, default, default, default);
            return energies;
        }
    }

    [Fact]
    public void AllDescentsOfARowShowItsSeveralMinima()
    {
        // Dec(z)_j = tanh(4z + 2) − tanh(4z − 2), a bump that is even in z.
        var architecture = NetworkArchitecture.Chain(1, [2, 4], [Activation.Tanh, Activation.Identity]);
        float[] parameters = [4, 4, 1, 1, 1, 1, -1, -1, -1, -1, 2, -2, 0, 0, 0, 0];
        var starts = new float[16];
        LatentSet.Ball(1).Draw(starts, 1, RandomPurpose.LatentStart);
        var search = new DecoderSearch(
            new DenseNetwork(architecture, parameters, _ => true), 0, LatentSet.Ball(1), starts, new DecoderSearchSettings { Descents = 16 });
        var energies = new float[16];
        var latents = new float[16];
        var decoded = new float[64];
        var searches = new LatentSearch[16];
        search.FindAll(default, [1, 1, float.NaN, 1], energies, latents, decoded, searches);
        energies.Zip(energies.Skip(1)).Should().OnlyContain(pair => pair.First <= pair.Second);

        // The bump is 1 at two points, one the other's opposite.
        float[] found = [.. latents.Where((_, i) => energies[i] < 1e-6)];
        var z = Math.Abs(found[0]);
        (Math.Tanh((4 * z) + 2) - Math.Tanh((4 * z) - 2)).Should().BeApproximately(1, 1e-3);
        found.Should().AllSatisfy(v => Math.Abs(v).Should().BeApproximately(z, 2e-3f));
        found.Should().Contain(v => v > 0);
        found.Should().Contain(v => v < 0);
        decoded[2].Should().BeApproximately(1, 2e-3f);
    }

    [Fact]
    public void LatentsAreDrawnUniformlyAndTheFirstDoNotDependOnHowMany()
    {
        var ball = new float[3 * 4000];
        LatentSet.Ball(3).Draw(ball, 1, RandomPurpose.LatentIntegral);
        double[] radii = [.. Enumerable.Range(0, 4000).Select(i => Length([ball[3 * i], ball[(3 * i) + 1], ball[(3 * i) + 2]]))];
        (radii.Count(r => r < 0.5) / 4000.0).Should().BeApproximately(0.125, 0.02); // four standard deviations
        radii.Max().Should().BeLessThanOrEqualTo(1);
        for (var j = 0; j < 3; j++)
            Enumerable.Range(0, 4000).Average(i => ball[(3 * i) + j]).Should().BeApproximately(0, 0.03); // z² has the mean 1/5

        var few = new float[3 * 10];
        LatentSet.Ball(3).Draw(few, 1, RandomPurpose.LatentIntegral);
        few.ShouldEqual(ball[..30]);

        var box = new float[3 * 4000];
        LatentSet.Continuous(3, -0.5f, 1.5f).Draw(box, 1, RandomPurpose.LatentIntegral);
        (box.Count(v => v < 0) / 12000.0).Should().BeApproximately(0.25, 0.016); // four standard deviations
        box.Min().Should().BeInRange(-0.5f, -0.49f);
        box.Max().Should().BeInRange(1.49f, 1.5f);
    }

    private static LatentSet SetOf(int kind, int size) => (LatentKind)kind switch
    {
        LatentKind.Sphere => LatentSet.Sphere(size),
        LatentKind.Ball => LatentSet.Ball(size),
        _ => LatentSet.Continuous(size, -0.5f, 1.5f, penalty: 0.3f),
    };

    private static double Length(double[] z) => Math.Sqrt(z.Sum(v => v * v));

    /// <summary>The least energy of a coarse grid, made finer around its best point.</summary>
    private static double Refined(LatentSet set, Func<double[], double> energy)
    {
        double[] best = [0, 0];
        var least = double.PositiveInfinity;
        var step = 0.05;
        var reach = 31;
        for (var round = 0; round < 10; round++)
        {
            var centre = best;
            for (var i = -reach; i <= reach; i++)
            {
                for (var j = -reach; j <= reach; j++)
                {
                    var z = Within(set, [centre[0] + (i * step), centre[1] + (j * step)]);
                    var e = energy(z);
                    if (e < least)
                        (best, least) = (z, e);
                }
            }
            step /= 2;
            reach = 3;
        }
        return least;
    }

    private static double[] Within(LatentSet set, double[] z)
    {
        if (set.Kind == LatentKind.Box)
            return Array.ConvertAll(z, v => Math.Clamp(v, set.Minimum, set.Maximum));
        var length = Length(z);
        if (set.Kind == LatentKind.Ball && length <= 1)
            return z;
        return length == 0 ? [1, 0] : [z[0] / length, z[1] / length];
    }

    /// <summary>A decoder with random weights, and the same in double.</summary>
    private sealed class Decoder
    {
        private readonly float[] _parameters;
        private readonly int _contextSize;

        public Decoder(int contextSize, int latentSize, int dimension, int hidden = 12)
        {
            _contextSize = contextSize;
            var inputs = contextSize + latentSize;
            Architecture = hidden == 0
                ? NetworkArchitecture.Chain(inputs, [dimension], [Activation.Identity])
                : NetworkArchitecture.Chain(inputs, [hidden, dimension], [Activation.Tanh, Activation.Identity]);
            _parameters = new float[Architecture.ParameterCount];
            Architecture.Initialize(_parameters, WeightInitialization.He, 2);
            Network = new DenseNetwork(Architecture, _parameters, _ => true);
        }

        public NetworkArchitecture Architecture { get; }

        public DenseNetwork Network { get; }

        public DecoderSearch NewSearch(LatentSet set, DecoderSearchSettings? settings = null)
        {
            var latentSize = Architecture.Inputs - _contextSize;
            var starts = new float[16 * latentSize];
            set.Draw(starts, 1, RandomPurpose.LatentStart);
            return new DecoderSearch(Network, _contextSize, set, starts, settings ?? new DecoderSearchSettings());
        }

        public double Energy(LatentSet set, float[] context, float[] row, double[] z)
        {
            double[] input = [.. context.Select(v => (double)v), .. z];
            var r = ReferenceNetwork.Forward(Architecture, Array.ConvertAll(_parameters, p => (double)p), input, 0, Architecture.Layers.Count - 1).Values[^1];
            return row.Select((y, j) => float.IsNaN(y) ? 0 : (y - r[j]) * (y - r[j])).Sum() + (0.5 * set.Penalty * z.Sum(v => v * v));
        }

        /// <summary>Of a linear decoder: the solution of (2WWᵀ + αI) z = 2W(y − b) over what is observed.</summary>
        public double[] LeastSquares(float[] row, double alpha)
        {
            var n = Architecture.Inputs;
            var a = new double[n, n + 1];
            for (var i = 0; i < n; i++)
            {
                for (var k = 0; k < n; k++)
                    a[i, k] = Gram(row, i, k) + (i == k ? alpha : 0);
                for (var j = 0; j < row.Length; j++)
                    a[i, n] += float.IsNaN(row[j]) ? 0 : 2.0 * _parameters[(i * row.Length) + j] * (row[j] - _parameters[(n * row.Length) + j]);
            }
            for (var p = 0; p < n; p++)
            {
                for (var i = 0; i < n; i++)
                {
                    var factor = a[i, p] / a[p, p];
                    for (var k = p; k <= n && i != p; k++)
                        a[i, k] -= factor * a[p, k];
                }
            }
            return [.. Enumerable.Range(0, n).Select(i => a[i, n] / a[i, i])];
        }

        /// <summary>The least eigenvalue of 2WWᵀ over what is observed.</summary>
        public double LeastCurvature(float[] row)
        {
            var n = Architecture.Inputs;
            var gram = new double[n * n];
            for (var i = 0; i < gram.Length; i++)
                gram[i] = Gram(row, i / n, i % n);
            var values = new double[n];
            SymmetricEigen.Decompose(gram, values);
            return values[^1];
        }

        private double Gram(float[] row, int i, int k)
            => row.Select((y, j) => float.IsNaN(y) ? 0 : 2.0 * _parameters[(i * row.Length) + j] * _parameters[(k * row.Length) + j]).Sum();
    }
}
