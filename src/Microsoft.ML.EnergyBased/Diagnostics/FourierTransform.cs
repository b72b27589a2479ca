using System.Numerics;

namespace Microsoft.ML.EnergyBased.Diagnostics;

/// <summary>The discrete Fourier transform of a power of two of values, in place (Cooley and Tukey, Math. Comp. 19, 1965).</summary>
internal static class FourierTransform
{
    public static void Forward(Span<Complex> values)
    {
        var size = values.Length;
        if (!BitOperations.IsPow2(size))
            throw new ArgumentException($"{size} values are not a power of two.", nameof(values));
        for (int i = 1, reversed = 0; i < size; i++)
        {
            var bit = size >> 1;
            for (; (reversed & bit) != 0; bit >>= 1)
                reversed ^= bit;
            reversed ^= bit;
            if (i < reversed)
                (values[i], values[reversed]) = (values[reversed], values[i]);
        }

        for (var length = 2; length <= size; length <<= 1)
        {
            var half = length / 2;
            for (var k = 0; k < half; k++)
            {
                // A factor of its own for each k: no error builds up along the way.
                var factor = Complex.FromPolarCoordinates(1, -2 * Math.PI * k / length);
                for (var start = k; start < size; start += length)
                {
                    var odd = values[start + half] * factor;
                    values[start + half] = values[start] - odd;
                    values[start] += odd;
                }
            }
        }
    }
}
