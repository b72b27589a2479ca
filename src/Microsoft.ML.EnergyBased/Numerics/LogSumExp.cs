using System.Numerics;
using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>log Σ e^x and the shares e^x/Σ e^x without overflow: the greatest x is taken off first, sums are in double.</summary>
/// <remarks>Equal infinities have no difference, so that they share alike; NaN among the x makes NaN of all.</remarks>
internal static class LogSumExp
{
    // e^x below this is no Single any more, and adds nothing to a sum that is at least 1.
    private const double LeastExponent = -104;

    /// <summary>log(1 + e^x).</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>The free energy −(1/β) ln Σ e^{−βF} of some energies, and the shares e^{−βFₖ}/Σ e^{−βF}.</summary>
    /// <param name="energies">F, one or more.</param>
    /// <param name="beta">β, positive and finite.</param>
    /// <param name="shares">Receives as many; or empty. It may be <paramref name="energies"/> itself.</param>
    public static double FreeEnergy(ReadOnlySpan<float> energies, double beta = 1, Span<float> shares = default)
    {
        var least = Pivot(energies, -beta);
        double sum = 0;
        foreach (var energy in energies)
            sum += Weight(energy, least, -beta);
        for (var k = 0; k < shares.Length; k++)
            shares[k] = (float)(Weight(energies[k], least, -beta) / sum);
        return least - (Math.Log(sum) / beta);
    }

    /// <summary>weights = e^{a(x − x*)}, where x* is the x whose weight is the greatest, 1; returns their sum.</summary>
    /// <param name="values">x, one or more.</param>
    /// <param name="factor">a: −β for energies, 1 for logarithms.</param>
    /// <param name="weights">Receives as many; 0 for what is no Single any more. It may be <paramref name="values"/> itself.</param>
    /// <param name="pivot">x*.</param>
    public static double Weights<T>(ReadOnlySpan<T> values, double factor, Span<double> weights, out double pivot)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        pivot = Pivot(values, factor);
        double sum = 0;
        for (var i = 0; i < values.Length; i++)
        {
            weights[i] = Weight(double.CreateTruncating(values[i]), pivot, factor);
            sum += weights[i];
        }
        return sum;
    }

    private static double Pivot<T>(ReadOnlySpan<T> values, double factor)
        where T : struct, IBinaryFloatingPointIeee754<T>
        => double.CreateTruncating(factor < 0 ? TensorPrimitives.Min(values) : TensorPrimitives.Max(values));

    private static double Weight(double value, double pivot, double factor)
    {
        if (value == pivot)
            return 1;
        var exponent = factor * (value - pivot);
        return exponent < LeastExponent ? 0 : Math.Exp(exponent);
    }

    /// <summary>log Σ e^x over numbers that come one by one.</summary>
    public struct Running
    {
        private double _greatest = double.NegativeInfinity;
        private double _sum;

        public Running()
        {
        }

        public readonly double Value => _greatest + Math.Log(_sum);

        public void Add(double x)
        {
            if (x <= _greatest)
            {
                _sum += x == _greatest ? 1 : Math.Exp(x - _greatest);
            }
            else if (x > _greatest)
            {
                _sum = (_sum * Math.Exp(_greatest - x)) + 1;
                _greatest = x;
            }
            else
            {
                _greatest = double.NaN;
            }
        }
    }
}
