using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;

/// <summary>
/// The practicum's data: for x in 0..1, y lies on the ellipse [ρ₁(x) cos θ, ρ₂(x) sin θ], up to noise of deviation 1/20;
/// ρ(x) = [αx + β(1 − x), βx + α(1 − x)]·e^{2x}, α = 1.5, β = 2.
/// </summary>
internal static class EllipseHorn
{
    private const int OnTheEllipse = 1000;

    public static (double First, double Second) Radii(double x)
        => (((1.5 * x) + (2 * (1 - x))) * Math.Exp(2 * x), ((2 * x) + (1.5 * (1 - x))) * Math.Exp(2 * x));

    /// <summary>Rows x, y₁, y₂.</summary>
    public static float[] Rows(int count, ulong seed)
    {
        float[] uniform = new float[2 * count], normal = new float[2 * count], rows = new float[3 * count];
        new RandomStream(seed, RandomPurpose.Weights, 100).FillUniform(uniform);
        new RandomStream(seed, RandomPurpose.Weights, 101).FillNormal(normal);
        for (var i = 0; i < count; i++)
        {
            (var first, var second) = Radii(uniform[2 * i]);
            (var sine, var cosine) = Math.SinCos(2 * Math.PI * uniform[(2 * i) + 1]);
            rows[3 * i] = uniform[2 * i];
            rows[(3 * i) + 1] = (float)((first * cosine) + (normal[2 * i] / 20));
            rows[(3 * i) + 2] = (float)((second * sine) + (normal[(2 * i) + 1] / 20));
        }
        return rows;
    }

    /// <summary>The mean distances, over x in 0..1, from the predictions to the ellipse and from the ellipse to the predictions.</summary>
    public static (double There, double Back) Chamfer(ConditionalLatentEnergy energy, int predictions)
    {
        const int Steps = 20;
        double there = 0, back = 0;
        float[] latents = energy.Latent.Spread(predictions), contexts = new float[predictions], answers = new float[2 * predictions];
        for (var step = 0; step <= Steps; step++)
        {
            Array.Fill(contexts, (float)step / Steps);
            energy.Decode(contexts, latents, answers);
            (var first, var second) = Radii((double)step / Steps);
            (double X, double Y)[] ellipse = [.. Enumerable.Range(0, OnTheEllipse).Select(i => (first * Math.Cos(2 * Math.PI * i / OnTheEllipse), second * Math.Sin(2 * Math.PI * i / OnTheEllipse)))];
            (double X, double Y)[] predicted = [.. Enumerable.Range(0, predictions).Select(i => ((double)answers[2 * i], (double)answers[(2 * i) + 1]))];
            there += Mean(predicted, ellipse) / (Steps + 1);
            back += Mean(ellipse, predicted) / (Steps + 1);
        }
        return (there, back);

        static double Mean((double X, double Y)[] from, (double X, double Y)[] to)
            => from.Average(a => Math.Sqrt(to.Min(b => ((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)))));
    }
}
