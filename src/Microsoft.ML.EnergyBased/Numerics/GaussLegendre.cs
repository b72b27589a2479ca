namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>The nodes and weights of Gauss–Legendre quadrature on [0, 1]: n nodes integrate polynomials of degree 2n − 1 exactly.</summary>
internal static class GaussLegendre
{
    /// <summary>Computes a rule: the roots of the Legendre polynomial P_n by Newton's method from their asymptotic places.</summary>
    /// <remarks>Abramowitz and Stegun, "Handbook of Mathematical Functions", 25.4.29 and 22.16.6.</remarks>
    /// <param name="nodes">Receives the nodes in ascending order; as many as there is room for.</param>
    /// <param name="weights">Receives their weights, which sum to 1.</param>
    public static void Rule(Span<double> nodes, Span<double> weights)
    {
        var n = nodes.Length;
        for (var i = 0; i < n; i++)
        {
            var x = -Math.Cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 0;
            for (var round = 0; round < 50; round++)
            {
                (var value, slope) = Polynomial(n, x);
                var step = value / slope;
                x -= step;
                if (Math.Abs(step) < 1e-15)
                    break;
            }
            (_, slope) = Polynomial(n, x);
            nodes[i] = (1 + x) / 2;
            weights[i] = 1 / ((1 - (x * x)) * slope * slope);
        }
    }

    // P_n(x) and its derivative, by the three-term recurrence.
    private static (double Value, double Slope) Polynomial(int n, double x)
    {
        double before = 1, value = x;
        for (var k = 2; k <= n; k++)
            (before, value) = (value, (((2 * k) - 1) * x * value - ((k - 1) * before)) / k);
        return n == 1 ? (x, 1) : (value, n * ((x * value) - before) / ((x * x) - 1));
    }
}
