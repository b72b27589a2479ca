using FluentAssertions.Numeric;

namespace Microsoft.ML.EnergyBased.Tests.Assertions;

/// <summary>A Single beside what was computed in Double: compared in Double, without a cast at each place.</summary>
[System.Diagnostics.StackTraceHidden]
internal static class SingleAssertions
{
    [CustomAssertion]
    public static AndConstraint<NumericAssertions<float>> BeApproximately(this NumericAssertions<float> single, double expected, double precision, string because = "", params object[] becauseArgs)
    {
        InDouble(single).BeApproximately(expected, precision, because, becauseArgs);
        return new(single);
    }

    [CustomAssertion]
    public static AndConstraint<NumericAssertions<float>> BeInRange(this NumericAssertions<float> single, double minimum, double maximum, string because = "", params object[] becauseArgs)
    {
        InDouble(single).BeInRange(minimum, maximum, because, becauseArgs);
        return new(single);
    }

    [CustomAssertion]
    public static AndConstraint<NumericAssertions<float>> BeLessThan(this NumericAssertions<float> single, double bound, string because = "", params object[] becauseArgs)
    {
        InDouble(single).BeLessThan(bound, because, becauseArgs);
        return new(single);
    }

    [CustomAssertion]
    public static AndConstraint<NumericAssertions<float>> BeLessThanOrEqualTo(this NumericAssertions<float> single, double bound, string because = "", params object[] becauseArgs)
    {
        InDouble(single).BeLessThanOrEqualTo(bound, because, becauseArgs);
        return new(single);
    }

    [CustomAssertion]
    public static AndConstraint<NumericAssertions<float>> BeGreaterThan(this NumericAssertions<float> single, double bound, string because = "", params object[] becauseArgs)
    {
        InDouble(single).BeGreaterThan(bound, because, becauseArgs);
        return new(single);
    }

    [CustomAssertion]
    public static AndConstraint<NumericAssertions<float>> BeGreaterThanOrEqualTo(this NumericAssertions<float> single, double bound, string because = "", params object[] becauseArgs)
    {
        InDouble(single).BeGreaterThanOrEqualTo(bound, because, becauseArgs);
        return new(single);
    }

    private static NumericAssertions<double> InDouble(NumericAssertions<float> single) => ((double)single.Subject!.Value).Should();
}
