using System.Numerics;
using MathNet.Numerics.IntegralTransforms;
using Microsoft.ML.EnergyBased.Diagnostics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Diagnostics;

public class FourierTransformTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(64)]
    [InlineData(4096)]
    public void GivenPowerOfTwo_WhenTransformed_ThenItIsThatOfMathNet(int size)
    {
        var random = new Random(size);
        Complex[] values = [.. Enumerable.Range(0, size).Select(_ => new Complex(random.NextDouble() - 0.5, random.NextDouble() - 0.5))];
        Complex[] expected = [.. values];
        Fourier.Forward(expected, FourierOptions.AsymmetricScaling);

        FourierTransform.Forward(values);

        values.Select(v => v.Real).ShouldBeCloseTo(expected.Select(v => v.Real), 1e-14 * size);
        values.Select(v => v.Imaginary).ShouldBeCloseTo(expected.Select(v => v.Imaginary), 1e-14 * size);
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 3)]
    [InlineData(1024, 1)]
    [InlineData(1024, 1000)]
    public void GivenOneFrequency_WhenTransformed_ThenOnePlaceHoldsIt(int size, int frequency)
    {
        Complex[] values = [.. Enumerable.Range(0, size).Select(i => Complex.FromPolarCoordinates(1, 2 * Math.PI * frequency * i / size))];
        FourierTransform.Forward(values);
        values.Select(v => v.Magnitude).ShouldBeCloseTo(Enumerable.Range(0, size).Select(k => k == frequency ? (double)size : 0), 1e-12 * size);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(1000)]
    public void GivenNoPowerOfTwo_WhenTransformed_ThenItIsRefused(int size)
        => FluentActions.Invoking(() => FourierTransform.Forward(new Complex[size])).Should().ThrowExactly<ArgumentException>().WithParameterName("values");
}
