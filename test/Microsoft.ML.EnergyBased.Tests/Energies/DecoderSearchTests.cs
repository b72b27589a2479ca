using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Objectives;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Energies;

public sealed class DecoderSearchTests(ITestOutputHelper output)
{
    private const int Latent = 3;
    private const int Dimension = 9;

    [Theory]
    [InlineData(LatentConstraint.Sphere)]
    [InlineData(LatentConstraint.Ball)]
    public void The_gradient_is_that_of_finite_differences(LatentConstraint constraint)
    {
        var decoder = new Decoder(Latent, Dimension);
        float[] row = Rows.Normals(Dimension, 4);
        row[2] = float.NaN;
        float[] z = new float[5 * Latent];
        LatentRegion.Draw(constraint, z, Latent, 5, RandomPurpose.LatentStart);
        float[] energies = new float[5];
        float[] gradients = new float[5 * Latent];
        decoder.NewSearch(constraint).EnergyAt(row, z, energies, gradients);
        for (int i = 0; i < 5; i++)
        {
            double[] point = [.. z.Skip(i * Latent).Take(Latent).Select(v => (double)v)];
            double[] expected = ReferenceNetwork.Differences(at => decoder.Energy(row, at), point);
            if (constraint == LatentConstraint.Sphere)
            {
                double along = expected.Zip(point, (g, v) => g * v).Sum();
                expected = [.. expected.Zip(point, (g, v) => g - (along * v))];
            }
            Assert.Equal(decoder.Energy(row, point), energies[i], 1e-4 * (1 + energies[i]));
            ReferenceNetwork.AssertGradient(expected, gradients.AsSpan(i * Latent, Latent));
        }
    }

    [Theory]
    [InlineData(LatentConstraint.Sphere)]
    [InlineData(LatentConstraint.Ball)]
    public void The_search_ends_where_a_fine_grid_has_its_minimum(LatentConstraint constraint)
    {
        // Two latents, so that a grid can be gone through.
        const int Count = 6;
        var decoder = new Decoder(2, 4);
        var search = decoder.NewSearch(constraint, new DecoderSearchSettings { Iterations = 500, Tolerance = 1e-5f });
        float[] rows = Rows.Normals(4 * Count, 6);
        float[] energies = new float[Count];
        float[] latents = new float[2 * Count];
        var searches = new LatentSearch[Count];
        search.Find(rows, energies, latents, default, searches);
        for (int i = 0; i < Count; i++)
        {
            float[] row = rows[(i * 4)..((i + 1) * 4)];
            double best = Refined(constraint, z => decoder.Energy(row, z));
            Assert.True(searches[i].IsConverged, $"{searches[i]}");
            Assert.Equal(best, energies[i], 1e-4 * (1 + best));
            Assert.Equal(energies[i], decoder.Energy(row, [latents[2 * i], latents[(2 * i) + 1]]), 1e-4);
        }
        output.WriteLine($"iterations: mean {searches.Average(s => s.Iterations)}, most {searches.Max(s => s.Iterations)}");
    }

    [Theory]
    [InlineData(LatentConstraint.Sphere, 1)]
    [InlineData(LatentConstraint.Ball, 5)]
    [InlineData(LatentConstraint.Ball, 0.1f)]
    public void A_linear_decoder_gives_constrained_least_squares(LatentConstraint constraint, float size)
    {
        var decoder = new Decoder(5, 20, hidden: 0);
        float[] row = [.. Rows.Normals(20, 9).Select(v => v * size)];
        row[4] = row[11] = float.NaN;
        float[] latent = new float[5];
        float[] energy = new float[1];
        var how = new LatentSearch[1];
        var search = decoder.NewSearch(constraint, new DecoderSearchSettings { Descents = 1, Iterations = 1000, Tolerance = 1e-6f });
        search.FindAll(row, energy, latent, default, how);

        // (2WᵀW + αI) z = 2Wᵀ(y − b) over what is observed, α such that z is on the sphere, and in the ball at least 0.
        double[] expected = decoder.LeastSquares(row, 0);
        bool inside = constraint == LatentConstraint.Ball && Length(expected) <= 1;
        Assert.Equal(size < 1, inside);
        if (!inside)
        {
            double low = constraint == LatentConstraint.Ball ? 0 : -decoder.LeastCurvature(row), high = 1e4;
            for (int i = 0; i < 200; i++)
            {
                double middle = 0.5 * (low + high);
                (low, high) = Length(decoder.LeastSquares(row, middle)) > 1 ? (middle, high) : (low, middle);
            }
            expected = decoder.LeastSquares(row, high);
        }
        double least = decoder.Energy(row, expected);
        Assert.Equal(least, energy[0], 1e-5 * least);
        for (int i = 0; i < 5; i++)
            Assert.Equal(expected[i], latent[i], 2e-3);
        Assert.True(how[0].IsConverged);
        output.WriteLine($"{how[0]}");
    }

    [Fact]
    public void A_row_gives_the_same_bits_alone_and_among_others_and_a_bad_row_touches_no_other()
    {
        var search = new Decoder(Latent, Dimension).NewSearch(LatentConstraint.Ball);
        float[] rows = Rows.Normals(60 * Dimension, 4);
        rows[(7 * Dimension) + 3] = float.NaN;
        rows[(9 * Dimension) + 1] = float.PositiveInfinity;
        float[] energies = new float[60];
        float[] latents = new float[60 * Latent];
        float[] decoded = new float[60 * Dimension];
        var searches = new LatentSearch[60];
        search.Find(rows, energies, latents, decoded, searches);
        float[] energy = new float[1];
        float[] latent = new float[Latent];
        float[] reconstruction = new float[Dimension];
        for (int i = 0; i < 60; i++)
        {
            search.Find(rows.AsSpan(i * Dimension, Dimension), energy, latent, reconstruction, default);
            Assert.Equal(energies[i], energy[0]);
            Assert.Equal(latents[(i * Latent)..((i + 1) * Latent)], latent);
            Assert.Equal(decoded[(i * Dimension)..((i + 1) * Dimension)], reconstruction);
            Assert.Equal(i is 7 or 9, float.IsNaN(energies[i]));
            Assert.Equal(i is 7 or 9, float.IsNaN(searches[i].Gap));
            Assert.Equal(i is 7 or 9, latent.All(float.IsNaN));
        }
    }

    [Fact]
    public void More_steps_never_raise_the_energy_and_the_tolerance_holds()
    {
        var decoder = new Decoder(Latent, Dimension);
        float[] rows = Rows.Normals(40 * Dimension, 4);
        float[] before = [.. Enumerable.Repeat(float.PositiveInfinity, 40)];
        foreach (int steps in new[] { 1, 2, 5, 10, 30, 100, 1000 })
        {
            var search = decoder.NewSearch(LatentConstraint.Sphere, new DecoderSearchSettings { Descents = 1, Iterations = steps, Tolerance = 0 });
            float[] energies = new float[40];
            search.Find(rows, energies, default, default, default);
            for (int i = 0; i < 40; i++)
                Assert.InRange(energies[i], 0, before[i]);
            before = energies;
        }

        // Ended by its tolerance, a search is near where one without a tolerance ends.
        float[] found = new float[40];
        var searches = new LatentSearch[40];
        decoder.NewSearch(LatentConstraint.Sphere, new DecoderSearchSettings { Descents = 1 }).Find(rows, found, default, default, searches);
        for (int i = 0; i < 40; i++)
        {
            Assert.True(searches[i].IsConverged);
            Assert.InRange(found[i], before[i] * 0.9999f, before[i] * 1.002f);
        }
        output.WriteLine($"iterations: mean {searches.Average(s => s.Iterations)}, most {searches.Max(s => s.Iterations)}; left over {found.Zip(before, (f, b) => (f - b) / b).Max()}");
    }

    [Fact]
    public void All_descents_of_a_row_show_its_several_minima()
    {
        // Dec(z)_j = tanh(4z + 2) − tanh(4z − 2), a bump that is even in z.
        var architecture = NetworkArchitecture.Chain(1, [2, 4], [Activation.Tanh, Activation.Identity]);
        float[] parameters = [4, 4, 1, 1, 1, 1, -1, -1, -1, -1, 2, -2, 0, 0, 0, 0];
        float[] starts = new float[16];
        LatentRegion.Draw(LatentConstraint.Ball, starts, 1, 1, RandomPurpose.LatentStart);
        var search = new DecoderSearch(
            new DenseNetwork(architecture, parameters, _ => true), LatentConstraint.Ball, starts, new DecoderSearchSettings { Descents = 16 });
        float[] energies = new float[16];
        float[] latents = new float[16];
        float[] decoded = new float[64];
        var searches = new LatentSearch[16];
        search.FindAll([1, 1, float.NaN, 1], energies, latents, decoded, searches);
        Assert.True(energies.Zip(energies.Skip(1)).All(pair => pair.First <= pair.Second));

        // The bump is 1 at two points, one the other's opposite.
        float[] found = [.. latents.Where((_, i) => energies[i] < 1e-6)];
        float z = Math.Abs(found[0]);
        Assert.Equal(1, Math.Tanh((4 * z) + 2) - Math.Tanh((4 * z) - 2), 1e-3);
        Assert.All(found, v => Assert.Equal(z, Math.Abs(v), 2e-3f));
        Assert.Contains(found, v => v > 0);
        Assert.Contains(found, v => v < 0);
        Assert.Equal(1, decoded[2], 2e-3f);
    }

    [Fact]
    public void Latents_are_drawn_uniformly_and_the_first_do_not_depend_on_how_many()
    {
        float[] ball = new float[3 * 4000];
        LatentRegion.Draw(LatentConstraint.Ball, ball, 3, 1, RandomPurpose.LatentIntegral);
        double[] radii = [.. Enumerable.Range(0, 4000).Select(i => Length([ball[3 * i], ball[(3 * i) + 1], ball[(3 * i) + 2]]))];
        Assert.Equal(0.125, radii.Count(r => r < 0.5) / 4000.0, 0.02); // four deviations
        Assert.True(radii.Max() <= 1);
        for (int j = 0; j < 3; j++)
            Assert.Equal(0, Enumerable.Range(0, 4000).Average(i => ball[(3 * i) + j]), 0.03); // z² has the mean 1/5

        float[] few = new float[3 * 10];
        LatentRegion.Draw(LatentConstraint.Ball, few, 3, 1, RandomPurpose.LatentIntegral);
        Assert.Equal(ball[..30], few);
    }

    private static double Length(double[] z) => Math.Sqrt(z.Sum(v => v * v));

    /// <summary>The least energy of a coarse grid, made finer around its best point.</summary>
    private static double Refined(LatentConstraint constraint, Func<double[], double> energy)
    {
        double[] best = [0, 0];
        double least = double.PositiveInfinity;
        double step = 0.05;
        int reach = 22;
        for (int round = 0; round < 10; round++)
        {
            double[] centre = best;
            for (int i = -reach; i <= reach; i++)
            {
                for (int j = -reach; j <= reach; j++)
                {
                    double[] z = [centre[0] + (i * step), centre[1] + (j * step)];
                    double length = Length(z);
                    if (constraint == LatentConstraint.Sphere || length > 1)
                        z = length == 0 ? [1, 0] : [z[0] / length, z[1] / length];
                    double e = energy(z);
                    if (e < least)
                        (best, least) = (z, e);
                }
            }
            step /= 2;
            reach = 3;
        }
        return least;
    }

    /// <summary>A decoder with random weights, and the same in double.</summary>
    private sealed class Decoder
    {
        private readonly NetworkArchitecture _architecture;
        private readonly float[] _parameters;

        public Decoder(int latentSize, int dimension, int hidden = 12)
        {
            _architecture = hidden == 0
                ? NetworkArchitecture.Chain(latentSize, [dimension], [Activation.Identity])
                : NetworkArchitecture.Chain(latentSize, [hidden, dimension], [Activation.Tanh, Activation.Identity]);
            _parameters = new float[_architecture.ParameterCount];
            _architecture.Initialize(_parameters, WeightInitialization.He, 2);
        }

        public DecoderSearch NewSearch(LatentConstraint constraint, DecoderSearchSettings? settings = null)
        {
            float[] starts = new float[16 * _architecture.Inputs];
            LatentRegion.Draw(constraint, starts, _architecture.Inputs, 1, RandomPurpose.LatentStart);
            return new DecoderSearch(new DenseNetwork(_architecture, _parameters, _ => true), constraint, starts, settings ?? new DecoderSearchSettings());
        }

        public double Energy(float[] row, double[] z)
        {
            double[] r = ReferenceNetwork.Forward(_architecture, Array.ConvertAll(_parameters, p => (double)p), z, 0, _architecture.Layers.Count - 1).Values[^1];
            return row.Select((y, j) => float.IsNaN(y) ? 0 : (y - r[j]) * (y - r[j])).Sum();
        }

        /// <summary>Of a linear decoder: the solution of (2WWᵀ + αI) z = 2W(y − b) over what is observed.</summary>
        public double[] LeastSquares(float[] row, double alpha)
        {
            int n = _architecture.Inputs;
            double[,] a = new double[n, n + 1];
            for (int i = 0; i < n; i++)
            {
                for (int k = 0; k < n; k++)
                    a[i, k] = Gram(row, i, k) + (i == k ? alpha : 0);
                for (int j = 0; j < row.Length; j++)
                    a[i, n] += float.IsNaN(row[j]) ? 0 : 2.0 * _parameters[(i * row.Length) + j] * (row[j] - _parameters[(n * row.Length) + j]);
            }
            for (int p = 0; p < n; p++)
            {
                for (int i = 0; i < n; i++)
                {
                    double factor = a[i, p] / a[p, p];
                    for (int k = p; k <= n && i != p; k++)
                        a[i, k] -= factor * a[p, k];
                }
            }
            return [.. Enumerable.Range(0, n).Select(i => a[i, n] / a[i, i])];
        }

        /// <summary>The least eigenvalue of 2WWᵀ over what is observed.</summary>
        public double LeastCurvature(float[] row)
        {
            int n = _architecture.Inputs;
            double[] gram = new double[n * n];
            for (int i = 0; i < gram.Length; i++)
                gram[i] = Gram(row, i / n, i % n);
            double[] values = new double[n];
            SymmetricEigen.Decompose(gram, values);
            return values[^1];
        }

        private double Gram(float[] row, int i, int k)
            => row.Select((y, j) => float.IsNaN(y) ? 0 : 2.0 * _parameters[(i * row.Length) + j] * _parameters[(k * row.Length) + j]).Sum();
    }
}
