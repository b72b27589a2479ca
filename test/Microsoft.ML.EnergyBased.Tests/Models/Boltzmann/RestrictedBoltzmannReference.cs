using Microsoft.ML.EnergyBased.Models.Boltzmann;

namespace Microsoft.ML.EnergyBased.Tests.Models.Boltzmann;

/// <summary>A restricted Boltzmann machine by its definition, in double: every sum over hidden and visible states is made.</summary>
internal sealed class RestrictedBoltzmannReference(RestrictedBoltzmannShape shape, double[] parameters, double beta = 1)
{
    private double B(int i) => parameters[shape.Weights + i];

    private double C(int j) => parameters[shape.Weights + shape.Visible + j];

    private double Precision(int i) => Math.Exp(-parameters[shape.Weights + shape.Visible + shape.Hidden + i]);

    public static IEnumerable<double[]> States(int units)
        => Enumerable.Range(0, 1 << units).Select(s => Enumerable.Range(0, units).Select(i => (double)((s >> i) & 1)).ToArray());

    public double Joint(double[] v, double[] h)
    {
        double energy = 0;
        for (var i = 0; i < shape.Visible; i++)
        {
            double input = 0;
            for (var j = 0; j < shape.Hidden; j++)
                input += parameters[(i * shape.Hidden) + j] * h[j];
            energy += shape.IsGaussian
                ? (((v[i] - B(i)) * (v[i] - B(i)) / 2) - (v[i] * input)) * Precision(i)
                : -v[i] * (input + B(i));
        }
        for (var j = 0; j < shape.Hidden; j++)
            energy -= C(j) * h[j];
        return energy;
    }

    /// <summary>F_β(v) by the sum over hidden states.</summary>
    public double FreeEnergy(double[] v) => -Math.Log(States(shape.Hidden).Sum(h => Math.Exp(-beta * Joint(v, h)))) / beta;

    public double HiddenMean(double[] v, int unit)
        => States(shape.Hidden).Sum(h => h[unit] * Math.Exp(-beta * Joint(v, h))) / States(shape.Hidden).Sum(h => Math.Exp(-beta * Joint(v, h)));

    /// <summary>log Z of bits.</summary>
    public double LogPartition() => Math.Log(States(shape.Visible).Sum(v => Math.Exp(-beta * FreeEnergy(v))));

    /// <summary>log Z of one or two Gaussian units, by the rectangle rule over a wide grid.</summary>
    public double LogPartitionOnGrid(double from, double to, double step)
    {
        double sum = 0;
        for (var x = from; x <= to; x += step)
        {
            for (var y = from; y <= to; y += step)
                sum += Math.Exp(-beta * FreeEnergy([x, y])) * step * step;
        }
        return Math.Log(sum);
    }

    /// <summary>The mean loss F(v) + log Z/β over rows of bits.</summary>
    public double Loss(IEnumerable<double[]> rows) => rows.Average(FreeEnergy) + (LogPartition() / beta);
}
