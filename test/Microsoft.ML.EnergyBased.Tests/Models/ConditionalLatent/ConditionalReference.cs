using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Tests.Networks;

namespace Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;

/// <summary>F(x, y) of a conditional energy in double, by enumeration or dense scans over one coordinate.</summary>
internal sealed class ConditionalReference(ConditionalShape shape)
{
    // Enough to see all minima, and for sums that are as exact as the energies.
    private const int Scan = 300;
    private const int FineScan = 4000;

    private readonly NetworkArchitecture _network = shape.CreateNetwork();

    public static float[] Parameters(ConditionalShape shape, ulong seed = 5, float deviation = 0.8f)
        => DenseNetworkTests.Normals(seed, shape.CreateNetwork().ParameterCount, deviation);

    public double FreeEnergy(double[] parameters, double[] x, double[] y, double beta)
    {
        var scan = double.IsInfinity(beta) ? Scan : FineScan;
        double[] energies = shape.Latent.IsDiscrete
            ? [.. Enumerable.Range(0, shape.Latent.Size).Select(k => Energy(parameters, x, y, k))]
            : [.. Enumerable.Range(0, scan).Select(i => Energy(parameters, x, y, Place((i + 0.5) / scan)))];
        var least = energies.Min();
        if (double.IsInfinity(beta))
            return shape.Latent.IsDiscrete ? least : Polished(parameters, x, y, Array.IndexOf(energies, least));
        // A sum over branches, a mean over an interval.
        var sum = energies.Sum(e => Math.Exp(-beta * (e - least)));
        return least - (Math.Log(shape.Latent.IsDiscrete ? sum : sum / scan) / beta);
    }

    public double[] Decode(double[] parameters, double[] x, double t)
    {
        var set = shape.Latent;
        double[] z = set.IsDiscrete ? [.. Enumerable.Range(0, set.Size).Select(k => k == t ? 1.0 : 0)]
            : set.Kind == LatentKind.Circle ? [Math.Cos(t), Math.Sin(t)] : [t];
        return ReferenceNetwork.Forward(_network, parameters, [.. x, .. z], 0, _network.Layers.Count - 1).Values[^1];
    }

    public double Energy(double[] parameters, double[] x, double[] y, double t)
        => Decode(parameters, x, t).Zip(y, (d, v) => (d - v) * (d - v)).Sum() + (shape.Latent.IsDiscrete ? 0 : shape.Latent.Penalty / 2 * t * t);

    private double Place(double share) => shape.Latent.Minimum + (((double)shape.Latent.Maximum - shape.Latent.Minimum) * share);

    private double Polished(double[] parameters, double[] x, double[] y, int node)
    {
        var wraps = shape.Latent.IsPeriodic;
        double low = Place((wraps ? node - 0.5 : Math.Max(0, node - 0.5)) / Scan), high = Place((wraps ? node + 1.5 : Math.Min(Scan, node + 1.5)) / Scan);
        for (var round = 0; round < 60; round++)
        {
            double a = low + ((high - low) / 3), b = high - ((high - low) / 3);
            if (Energy(parameters, x, y, a) < Energy(parameters, x, y, b))
                high = b;
            else
                low = a;
        }
        return Energy(parameters, x, y, (low + high) / 2);
    }
}
