using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Tests.Samplers;

/// <summary>E = Σ (y − μ)²/2σ², the same in every coordinate or not.</summary>
internal sealed class GaussianEnergy(float[] means, float[] deviations) : IDifferentiableEnergy
{
    public int Dimension => means.Length;

    public static GaussianEnergy Standard(int dimension) => new(new float[dimension], [.. Enumerable.Repeat(1f, dimension)]);

    public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        for (var row = 0; row < energies.Length; row++)
        {
            double sum = 0;
            for (var i = 0; i < Dimension; i++)
            {
                var z = (rows[(row * Dimension) + i] - means[i]) / deviations[i];
                sum += (double)z * z / 2;
                gradients[(row * Dimension) + i] = z / deviations[i];
            }
            energies[row] = (float)sum;
        }
    }
}

/// <summary>E = −log ½(N(y; −m, 1) + N(y; m, 1)) in one dimension, up to a constant.</summary>
internal sealed class MixtureEnergy(float m) : IDifferentiableEnergy
{
    public int Dimension => 1;

    public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

    // (y² + m²)/2 − log cosh my.
    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            double y = rows[i];
            var a = Math.Abs(m * y);
            energies[i] = (float)((((y * y) + (m * m)) / 2) - (a + Math.Log((1 + Math.Exp(-2 * a)) / 2)));
            gradients[i] = (float)(y - (m * Math.Tanh(m * y)));
        }
    }
}

/// <summary>Two coordinates of mean 0, variance 1 and correlation ρ: E = (x² − 2ρxy + y²)/2(1 − ρ²).</summary>
internal sealed class CorrelatedEnergy(float correlation) : IDifferentiableEnergy
{
    public int Dimension => 2;

    public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        var scale = 1 / (1 - (correlation * correlation));
        for (var row = 0; row < energies.Length; row++)
        {
            (var x, var y) = (rows[2 * row], rows[(2 * row) + 1]);
            energies[row] = scale * ((x * x) - (2 * correlation * x * y) + (y * y)) / 2;
            gradients[2 * row] = scale * (x - (correlation * y));
            gradients[(2 * row) + 1] = scale * (y - (correlation * x));
        }
    }
}

/// <summary>An energy of a slope everywhere, or of none, whose slope is infinite beyond 1.</summary>
internal sealed class CliffEnergy(float slope) : IDifferentiableEnergy
{
    public int Dimension => 1;

    public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            energies[i] = slope * rows[i];
            gradients[i] = slope != 0 && rows[i] > 1 ? float.PositiveInfinity : slope;
        }
    }
}

/// <summary>A Gaussian whose energy is NaN above a wall.</summary>
internal sealed class WalledEnergy(float wall) : IDifferentiableEnergy
{
    public int Dimension => 1;

    public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => Gradient(rows, energies, new float[rows.Length]);

    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            energies[i] = rows[i] > wall ? float.NaN : rows[i] * rows[i] / 2;
            gradients[i] = rows[i] > wall ? float.NaN : rows[i];
        }
    }
}
