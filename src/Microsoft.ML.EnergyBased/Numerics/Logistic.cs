using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// Functions of e^x over spans of any length, element by element: a value has the same bits wherever it stands.
/// Exponential and hyperbolic tangent are polynomials with the coefficients of Moshier's Cephes library (expf, tanhf).
/// </summary>
internal static class Logistic
{
    // Lanes multiply this many factors in (1, 2] before the logarithm is taken: 8 such products of 2⁹⁶ fit in a double.
    private const int Factors = 96;

    /// <summary>values = σ(values) = 1/(1 + e^{−x}), to three units in the last place, and at least 1.6·10⁻³⁸; NaN stays NaN.</summary>
    public static void Sigmoid(Span<float> values)
    {
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= values.Length - width; i += width)
            Of(new Vector<float>(values[i..]), out _).CopyTo(values[i..]);
        if (i == values.Length)
            return;
        Span<float> last = stackalloc float[width];
        last.Clear();
        values[i..].CopyTo(last);
        Of(new Vector<float>(last), out _).CopyTo(last);
        last[..(values.Length - i)].CopyTo(values[i..]);
    }

    /// <summary>values = σ(values), and the sum over them of log(1 + e^x), to a few parts in 10⁷ of each.</summary>
    /// <remarks>
    /// log(1 + e^x) = max(x, 0) + log(1 + e^{−|x|}). The logarithms of many are that of their product, which costs one
    /// multiplication each.
    /// </remarks>
    public static double SigmoidAndSoftplus(Span<float> values)
    {
        var width = Vector<float>.Count;
        double sum = 0;
        Span<float> last = stackalloc float[width];
        for (var i = 0; i < values.Length;)
        {
            var positive = Vector<float>.Zero;
            var product = Vector<float>.One;
            for (var factor = 0; factor < Factors && i < values.Length; factor++, i += width)
            {
                if (values.Length - i >= width)
                {
                    var x = new Vector<float>(values[i..]);
                    Of(x, out var onePlus).CopyTo(values[i..]);
                    positive += Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<float>.Zero), x, Vector<float>.Zero);
                    product *= onePlus;
                    continue;
                }

                // What fills the last register up must add nothing: log(1 + e^x) is 0 far below 0.
                last.Fill(float.NegativeInfinity);
                values[i..].CopyTo(last);
                var rest = new Vector<float>(last);
                var probabilities = Of(rest, out var factors);
                positive += Vector.ConditionalSelect(Vector.GreaterThan(rest, Vector<float>.Zero), rest, Vector<float>.Zero);
                product *= factors;
                probabilities.CopyTo(last);
                last[..(values.Length - i)].CopyTo(values[i..]);
            }

            double all = 1;
            for (var lane = 0; lane < width; lane++)
            {
                all *= product[lane];
                sum += positive[lane];
            }
            sum += Math.Log(all);
        }
        return sum;
    }

    /// <summary>values = tanh(values), to two units in the last place; NaN stays NaN.</summary>
    public static void Tanh(Span<float> values)
    {
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= values.Length - width; i += width)
            Tanh(new Vector<float>(values[i..])).CopyTo(values[i..]);
        if (i == values.Length)
            return;
        Span<float> last = stackalloc float[width];
        last.Clear();
        values[i..].CopyTo(last);
        Tanh(new Vector<float>(last)).CopyTo(last);
        last[..(values.Length - i)].CopyTo(values[i..]);
    }

    // σ(x); 1 + e^{−|x|} beside.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Of(Vector<float> x, out Vector<float> onePlus)
    {
        var e = ExpOfNegative(-Vector.Abs(x));
        onePlus = Vector<float>.One + e;
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), e, Vector<float>.One) / onePlus;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Tanh(Vector<float> x)
    {
        // Near 0: x + x³ P(x²). Elsewhere: (1 − e^{−2|x|})/(1 + e^{−2|x|}) with the sign of x.
        var z = x * x;
        Vector<float> p = new(-5.70498872745E-3f);
        p = Vector.FusedMultiplyAdd(p, z, new Vector<float>(2.06390887954E-2f));
        p = Vector.FusedMultiplyAdd(p, z, new Vector<float>(-5.37397155531E-2f));
        p = Vector.FusedMultiplyAdd(p, z, new Vector<float>(1.33314422036E-1f));
        p = Vector.FusedMultiplyAdd(p, z, new Vector<float>(-3.33332819422E-1f));
        var near = Vector.FusedMultiplyAdd(p * z, x, x);

        var size = Vector.Abs(x);
        var e = ExpOfNegative(-2f * size);
        var far = (Vector<float>.One - e) / (Vector<float>.One + e);
        far = Vector.BitwiseOr(far, Vector.BitwiseAnd(x, new Vector<float>(-0f)));
        return Vector.ConditionalSelect(Vector.GreaterThan(size, new Vector<float>(0.625f)), far, near);
    }

    /// <summary>e^x for x ≤ 0; below −87 it stays at 1.6·10⁻³⁸.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ExpOfNegative(Vector<float> x)
    {
        // Written so that NaN stays.
        Vector<float> least = new(-87f);
        x = Vector.ConditionalSelect(Vector.LessThan(x, least), least, x);

        // x = n ln 2 + r; n is rounded by the addition of a number whose last bit is worth 1.
        Vector<float> shift = new(12582912f);
        var shifted = Vector.FusedMultiplyAdd(x, new Vector<float>(1.44269504f), shift);
        var n = shifted - shift;
        var r = Vector.FusedMultiplyAdd(n, new Vector<float>(-0.693359375f), x);
        r = Vector.FusedMultiplyAdd(n, new Vector<float>(2.12194440e-4f), r);

        Vector<float> p = new(1.9875691500E-4f);
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1.3981999507E-3f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(8.3334519073E-3f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(4.1665795894E-2f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1.6666665459E-1f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(5.0000001201E-1f));
        p = Vector.FusedMultiplyAdd(p, r * r, r) + Vector<float>.One;

        // 2ⁿ: n is in the last bits of what was shifted.
        var exponent = Vector.ShiftLeft(Vector.AsVectorInt32(shifted) + new Vector<int>(127), 23);
        return p * Vector.AsVectorSingle(exponent);
    }
}
