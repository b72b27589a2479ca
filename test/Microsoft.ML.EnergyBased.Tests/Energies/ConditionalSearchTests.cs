using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Objectives;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Energies;

public sealed class ConditionalSearchTests(ITestOutputHelper output)
{
    private const int Context = 2;
    private const int Latent = 3;
    private const int Dimension = 9;

    private static readonly NetworkArchitecture Smooth = NetworkArchitecture.Chain(
        Context + Latent, [12, Dimension], [Activation.Tanh, Activation.Identity]);

    internal static LatentDomain DomainOf(int region) => (LatentDomainKind)region switch
    {
        LatentDomainKind.Sphere => LatentDomain.Sphere,
        LatentDomainKind.Ball => LatentDomain.Ball,
        LatentDomainKind.Box => LatentDomain.Box(-0.5f, 1.5f, penalty: 0.3f),
        _ => LatentDomain.Free(0.2f),
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_gradient_is_that_of_finite_differences(int region)
    {
        var domain = DomainOf(region);
        var (search, parameters) = NewSearch(domain);
        float[] context = Rows.Normals(Context, 3);
        float[] row = Rows.Normals(Dimension, 4);
        row[2] = float.NaN;
        float[] z = domain.Draw(1, Latent, 5, RandomPurpose.LatentStart);
        float[] energy = new float[1];
        float[] gradient = new float[Latent];
        search.Evaluate(context, row, z, energy, gradient);

        double E(double[] at) => Energy(parameters, domain, context, row, at);
        double[] point = Array.ConvertAll(z, v => (double)v);
        double[] expected = ReferenceNetwork.Differences(E, point);
        if (domain.Region == LatentDomainKind.Sphere)
        {
            double along = expected.Zip(point, (g, v) => g * v).Sum();
            expected = [.. expected.Zip(point, (g, v) => g - (along * v))];
        }
        Assert.Equal(E(point), energy[0], 1e-4 * (1 + energy[0]));
        ReferenceNetwork.AssertGradient(expected, gradient);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_search_ends_where_a_fine_grid_has_its_minimum(int region)
    {
        // Two latents, so that a grid can be gone through.
        const int Count = 6;
        var domain = DomainOf(region);
        var architecture = NetworkArchitecture.Chain(2, [10, 4], [Activation.Tanh, Activation.Identity]);
        float[] parameters = new float[architecture.ParameterCount];
        architecture.Initialize(parameters, WeightInitialization.He, 8);
        var search = new ConditionalSearch(
            new DenseNetwork(architecture, parameters, _ => true), 0, domain, domain.Draw(32, 2, 1, RandomPurpose.LatentStart), new ConditionalSearchSettings { Iterations = 500, Tolerance = 1e-5f });
        float[] rows = Rows.Normals(4 * Count, 6);
        float[] energies = new float[Count];
        float[] latents = new float[2 * Count];
        var searches = new LatentSearch[Count];
        search.Find(default, rows, energies, latents, default, searches);
        for (int i = 0; i < Count; i++)
        {
            double E(double[] z) => Energy(architecture, parameters, domain, [], rows[(i * 4)..((i + 1) * 4)], z);
            double best = Refined(domain, E);
            Assert.True(searches[i].IsConverged, $"{searches[i]}");
            Assert.Equal(best, energies[i], 1e-4 * (1 + best));
            Assert.Equal(energies[i], E([latents[2 * i], latents[(2 * i) + 1]]), 1e-4);
        }
        output.WriteLine($"iterations: mean {searches.Average(s => s.Iterations)}, most {searches.Max(s => s.Iterations)}");
    }

    [Fact]
    public void A_linear_decoder_with_a_prior_gives_ridge_regression()
    {
        var architecture = NetworkArchitecture.Chain(5, [20], [Activation.Identity]);
        float[] parameters = Rows.Normals(architecture.ParameterCount, 7);
        var domain = LatentDomain.Free(0.5f);
        var search = new ConditionalSearch(
            new DenseNetwork(architecture, parameters, _ => true), 0, domain, new float[5], new ConditionalSearchSettings { Iterations = 1000, Tolerance = 1e-6f });
        float[] row = Rows.Normals(20, 9);
        row[4] = row[11] = float.NaN;
        float[] latent = new float[5];
        float[] energy = new float[1];
        var how = new LatentSearch[1];
        search.FindAll(default, row, energy, latent, default, how);

        // (2WᵀW + αI) z = 2Wᵀ(y − b), over what is observed.
        double[,] a = new double[5, 6];
        for (int i = 0; i < 5; i++)
        {
            for (int k = 0; k < 5; k++)
            {
                for (int j = 0; j < 20; j++)
                    a[i, k] += float.IsNaN(row[j]) ? 0 : 2.0 * parameters[(i * 20) + j] * parameters[(k * 20) + j];
            }
            a[i, i] += 0.5;
            for (int j = 0; j < 20; j++)
                a[i, 5] += float.IsNaN(row[j]) ? 0 : 2.0 * parameters[(i * 20) + j] * (row[j] - parameters[100 + j]);
        }
        double[] expected = Solve(a);
        double least = Energy(architecture, parameters, domain, [], row, expected);
        Assert.Equal(least, energy[0], 1e-5 * least);
        for (int i = 0; i < 5; i++)
            Assert.Equal(expected[i], latent[i], 2e-3);
        Assert.True(how[0].IsConverged);
        output.WriteLine($"{how[0]}");
    }

    [Fact]
    public void A_row_gives_the_same_bits_alone_and_among_others_and_a_bad_row_touches_no_other()
    {
        var (search, _) = NewSearch(LatentDomain.Ball);
        float[] contexts = Rows.Normals(60 * Context, 3);
        float[] rows = Rows.Normals(60 * Dimension, 4);
        rows[(7 * Dimension) + 3] = float.NaN;
        contexts[(9 * Context) + 1] = float.PositiveInfinity;
        float[] energies = new float[60];
        float[] latents = new float[60 * Latent];
        float[] decoded = new float[60 * Dimension];
        var searches = new LatentSearch[60];
        search.Find(contexts, rows, energies, latents, decoded, searches);
        float[] energy = new float[1];
        float[] latent = new float[Latent];
        float[] reconstruction = new float[Dimension];
        for (int i = 0; i < 60; i++)
        {
            search.Find(contexts.AsSpan(i * Context, Context), rows.AsSpan(i * Dimension, Dimension), energy, latent, reconstruction, default);
            Assert.Equal(energies[i], energy[0]);
            Assert.Equal(latents[(i * Latent)..((i + 1) * Latent)], latent);
            Assert.Equal(decoded[(i * Dimension)..((i + 1) * Dimension)], reconstruction);
            Assert.Equal(i is 7 or 9, float.IsNaN(energies[i]));
            Assert.Equal(i is 7 or 9, float.IsNaN(searches[i].Gap));
            Assert.Equal(i is 7 or 9, latent.All(float.IsNaN));
        }
    }

    [Fact]
    public void More_steps_never_raise_the_energy_and_the_gap_bounds_what_is_left()
    {
        float[] contexts = Rows.Normals(40 * Context, 3);
        float[] rows = Rows.Normals(40 * Dimension, 4);
        float[] before = [.. Enumerable.Repeat(float.PositiveInfinity, 40)];
        foreach (int steps in new[] { 1, 2, 5, 10, 30, 100, 1000 })
        {
            var (search, _) = NewSearch(LatentDomain.Sphere, new ConditionalSearchSettings { Descents = 1, Iterations = steps, Tolerance = 0 });
            float[] energies = new float[40];
            search.Find(contexts, rows, energies, default, default, default);
            for (int i = 0; i < 40; i++)
                Assert.InRange(energies[i], 0, before[i]);
            before = energies;
        }

        // Ended by its tolerance, a search is near where one without a tolerance ends.
        var (exact, _) = NewSearch(LatentDomain.Sphere, new ConditionalSearchSettings { Descents = 1 });
        float[] found = new float[40];
        var searches = new LatentSearch[40];
        exact.Find(contexts, rows, found, default, default, searches);
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
        // Dec(z) = tanh(3z)-like bumps: y = [z², ...] made of tanh(a(z+1)) − tanh(a(z−1)), even in z.
        var architecture = NetworkArchitecture.Chain(1, [2, 4], [Activation.Tanh, Activation.Identity]);
        float[] parameters = new float[architecture.ParameterCount];
        parameters[0] = parameters[1] = 2;
        for (int j = 0; j < 4; j++)
        {
            parameters[2 + j] = 1;
            parameters[6 + j] = -1;
        }
        parameters[10] = 1;
        parameters[11] = -1;
        var domain = LatentDomain.Box(-2, 2);
        var search = new ConditionalSearch(
            new DenseNetwork(architecture, parameters, _ => true), 0, domain, domain.Draw(16, 1, 1, RandomPurpose.LatentStart), new ConditionalSearchSettings { Descents = 16 });
        float[] row = [1, 1, float.NaN, 1];
        float[] energies = new float[16];
        float[] latents = new float[16];
        float[] decoded = new float[64];
        var searches = new LatentSearch[16];
        search.FindAll(default, row, energies, latents, decoded, searches);
        Assert.True(energies.Zip(energies.Skip(1)).All(pair => pair.First <= pair.Second));

        // tanh(2z + 1) − tanh(2z − 1) = 1 at two points, one the other's opposite.
        float[] found = [.. latents.Where((_, i) => energies[i] < 1e-6)];
        float z = Math.Abs(found[0]);
        Assert.Equal(1, Math.Tanh((2 * z) + 1) - Math.Tanh((2 * z) - 1), 1e-3);
        Assert.All(found, v => Assert.Equal(z, Math.Abs(v), 2e-3f));
        Assert.Contains(found, v => v > 0);
        Assert.Contains(found, v => v < 0);
        Assert.Equal(1, decoded[2], 2e-3f);
    }

    private static (ConditionalSearch Search, float[] Parameters) NewSearch(LatentDomain domain, ConditionalSearchSettings? settings = null)
    {
        float[] parameters = new float[Smooth.ParameterCount];
        Smooth.Initialize(parameters, WeightInitialization.He, 2);
        var search = new ConditionalSearch(
            new DenseNetwork(Smooth, parameters, _ => true), Context, domain, domain.Draw(16, Latent, 1, RandomPurpose.LatentStart), settings ?? new ConditionalSearchSettings());
        return (search, parameters);
    }

    private static double Energy(float[] parameters, LatentDomain domain, float[] context, float[] row, double[] z)
        => Energy(Smooth, parameters, domain, context, row, z);

    private static double Energy(NetworkArchitecture architecture, float[] parameters, LatentDomain domain, float[] context, float[] row, double[] z)
    {
        double[] input = [.. context.Select(v => (double)v), .. z];
        double[] r = ReferenceNetwork.Forward(architecture, Array.ConvertAll(parameters, p => (double)p), input, 0, architecture.Layers.Count - 1).Values[^1];
        return row.Select((y, j) => float.IsNaN(y) ? 0 : (y - r[j]) * (y - r[j])).Sum() + (0.5 * domain.Penalty * z.Sum(v => v * v));
    }

    /// <summary>The least energy of a coarse grid, made finer around its best point until it no longer falls.</summary>
    private static double Refined(LatentDomain domain, Func<double[], double> energy)
    {
        double[] best = [0, 0];
        double least = double.PositiveInfinity;
        double step = 0.25;
        int reach = 20;
        for (int round = 0; round < 12; round++)
        {
            double[] centre = best;
            for (int i = -reach; i <= reach; i++)
            {
                for (int j = -reach; j <= reach; j++)
                {
                    double[] z = Within(domain, centre[0] + (i * step), centre[1] + (j * step));
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

    private static double[] Within(LatentDomain domain, double first, double second)
    {
        double norm = Math.Sqrt((first * first) + (second * second));
        return domain.Region switch
        {
            LatentDomainKind.Box => [Math.Clamp(first, -0.5, 1.5), Math.Clamp(second, -0.5, 1.5)],
            LatentDomainKind.Free => [first, second],
            LatentDomainKind.Ball when norm <= 1 => [first, second],
            _ => norm == 0 ? [1, 0] : [first / norm, second / norm],
        };
    }

    private static double[] Solve(double[,] a)
    {
        int n = a.GetLength(0);
        for (int p = 0; p < n; p++)
        {
            for (int i = 0; i < n; i++)
            {
                if (i == p)
                    continue;
                double factor = a[i, p] / a[p, p];
                for (int k = p; k <= n; k++)
                    a[i, k] -= factor * a[p, k];
            }
        }
        return [.. Enumerable.Range(0, n).Select(i => a[i, n] / a[i, i])];
    }
}
