using System.Numerics;
using FluentAssertions.Execution;

namespace Microsoft.ML.EnergyBased.Tests.Assertions;

/// <summary>
/// Checks of many numbers at once: a plain loop finds the first that is wrong, and one assertion says which. NaN equals
/// NaN, and 0 equals -0, where bits are not asked for.
/// </summary>
/// <remarks>
/// FluentAssertions' own collections take a microsecond and more for each element, and BeEquivalentTo compares each number
/// with each.
/// </remarks>
[System.Diagnostics.StackTraceHidden]
internal static class NumberAssertions
{
    /// <summary>The numbers are the expected ones, in their order.</summary>
    public static void ShouldEqual<T>(this ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => Compare(actual, expected, static (a, e) => a.Equals(e), "", because, becauseArgs);

    /// <inheritdoc cref="ShouldEqual{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, string, object?[])"/>
    public static void ShouldEqual<T>(this IEnumerable<T> actual, IEnumerable<T> expected, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => ShouldEqual(actual.Numbers(), expected.Numbers(), because, becauseArgs);

    /// <summary>The rows are the expected ones, number by number.</summary>
    public static void ShouldEqual<T>(this IEnumerable<T[]> actual, IEnumerable<T[]> expected, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
    {
        var (rows, wanted) = (actual.ToArray(), expected.ToArray());
        if (rows.Length != wanted.Length)
        {
            Failure(because, becauseArgs).FailWith("Expected {0} rows{reason}, but found {1}.", wanted.Length, rows.Length);
            return;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            if (!rows[i].AsSpan().Same(wanted[i]))
            {
                Compare<T, T>(rows[i], wanted[i], static (a, e) => a.Equals(e), $" of row {i}", because, becauseArgs);
                return;
            }
        }
    }

    /// <summary>At least one number, or the count of them, differs.</summary>
    public static void ShouldNotEqual<T>(this ReadOnlySpan<T> actual, ReadOnlySpan<T> unexpected, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => Failure(because, becauseArgs).ForCondition(!actual.Same(unexpected)).FailWith("Did not expect the same {0} numbers{reason}.", actual.Length);

    /// <inheritdoc cref="ShouldNotEqual{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, string, object?[])"/>
    public static void ShouldNotEqual<T>(this IEnumerable<T> actual, IEnumerable<T> unexpected, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => ShouldNotEqual(actual.Numbers(), unexpected.Numbers(), because, becauseArgs);

    /// <summary>At least one number of the rows differs.</summary>
    public static void ShouldNotEqual<T>(this IEnumerable<T[]> actual, IEnumerable<T[]> unexpected, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
    {
        var (rows, other) = (actual.ToArray(), unexpected.ToArray());
        var same = rows.Length == other.Length && rows.Zip(other).All(pair => pair.First.AsSpan().Same(pair.Second));
        Failure(because, becauseArgs).ForCondition(!same).FailWith("Did not expect the same {0} rows{reason}.", rows.Length);
    }

    /// <summary>The numbers have the expected bits: 0 is not -0, and each NaN is the one that was written.</summary>
    public static void ShouldHaveTheBitsOf<T>(this ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => Compare(actual, expected, static (a, e) => Bits(ref a).SequenceEqual(Bits(ref e)), " bit by bit", because, becauseArgs);

    /// <inheritdoc cref="ShouldHaveTheBitsOf{T}(ReadOnlySpan{T}, ReadOnlySpan{T}, string, object?[])"/>
    public static void ShouldHaveTheBitsOf<T>(this IEnumerable<T> actual, IEnumerable<T> expected, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => ShouldHaveTheBitsOf(actual.Numbers(), expected.Numbers(), because, becauseArgs);

    /// <summary>No number differs from the expected one by more than the tolerance; infinities and NaN are equal or not.</summary>
    public static void ShouldBeCloseTo<T, TExpected>(this ReadOnlySpan<T> actual, ReadOnlySpan<TExpected> expected, double tolerance, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        where TExpected : unmanaged, INumber<TExpected>
        => Compare(actual, expected, (a, e) => IsClose(double.CreateTruncating(a), double.CreateTruncating(e), tolerance), FormattableString.Invariant($" within {tolerance}"), because, becauseArgs);

    /// <summary>Each number differs from the expected one by no more than the tolerance of its index.</summary>
    public static void ShouldBeCloseTo<T, TExpected>(this ReadOnlySpan<T> actual, ReadOnlySpan<TExpected> expected, Func<int, double> tolerance, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        where TExpected : unmanaged, INumber<TExpected>
    {
        var index = 0;
        Compare(actual, expected, (a, e) => IsClose(double.CreateTruncating(a), double.CreateTruncating(e), tolerance(index++)), " within the tolerance of its place", because, becauseArgs);
    }

    /// <inheritdoc cref="ShouldBeCloseTo{T, TExpected}(ReadOnlySpan{T}, ReadOnlySpan{TExpected}, double, string, object?[])"/>
    public static void ShouldBeCloseTo<T>(this IEnumerable<T> actual, IEnumerable<T> expected, double tolerance, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => ShouldBeCloseTo(actual.Numbers(), expected.Numbers(), tolerance, because, becauseArgs);

    /// <summary>Each number is the value.</summary>
    public static void ShouldAllEqual<T>(this IEnumerable<T> actual, T value, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => Each(actual, a => a.Equals(value), FormattableString.Invariant($"{value}"), because, becauseArgs);

    /// <summary>No number differs from the value by more than the tolerance.</summary>
    public static void ShouldAllBeCloseTo<T>(this IEnumerable<T> actual, double value, double tolerance, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => Each(actual, a => IsClose(double.CreateTruncating(a), value, tolerance), FormattableString.Invariant($"{value} within {tolerance}"), because, becauseArgs);

    /// <summary>Each number is in the range, its bounds included.</summary>
    public static void ShouldAllBeInRange<T>(this IEnumerable<T> actual, double minimum, double maximum, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => Each(actual, a => double.CreateTruncating(a) is var x && x >= minimum && x <= maximum, FormattableString.Invariant($"a number from {minimum} to {maximum}"), because, becauseArgs);

    /// <summary>Each number is finite.</summary>
    public static void ShouldAllBeFinite<T>(this IEnumerable<T> actual, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => Each(actual, T.IsFinite, "a finite number", because, becauseArgs);

    /// <summary>No number is the value.</summary>
    public static void ShouldNotContain<T>(this IEnumerable<T> actual, T value, string because = "", params object?[] becauseArgs)
        where T : unmanaged, INumber<T>
        => Each(actual, a => !a.Equals(value), FormattableString.Invariant($"any number but {value}"), because, becauseArgs);

    private static void Compare<T, TExpected>(ReadOnlySpan<T> actual, ReadOnlySpan<TExpected> expected, Func<T, TExpected, bool> same, string how, string because, object?[] becauseArgs)
        where T : unmanaged
        where TExpected : unmanaged
    {
        var (first, differing) = (-1, 0);
        for (var i = 0; i < Math.Min(actual.Length, expected.Length); i++)
        {
            if (same(actual[i], expected[i]))
                continue;
            differing++;
            first = first < 0 ? i : first;
        }

        if (actual.Length != expected.Length)
            Failure(because, becauseArgs).FailWith($"Expected {{0}} numbers{how}{{reason}}, but found {{1}}; the first that differs has the index {{2}}.", expected.Length, actual.Length, first < 0 ? Math.Min(actual.Length, expected.Length) : first);
        else if (first >= 0)
            Failure(because, becauseArgs).FailWith($"Expected {{0}} at index {{1}}{how}{{reason}}, but found {{2}}; {{3}} of {{4}} numbers differ.", expected[first], first, actual[first], differing, actual.Length);
    }

    private static void Each<T>(IEnumerable<T> actual, Func<T, bool> holds, string expected, string because, object?[] becauseArgs)
        where T : unmanaged
    {
        var numbers = actual.Numbers();
        // A check of no numbers checks nothing.
        if (numbers.IsEmpty)
        {
            Failure(because, becauseArgs).FailWith($"Expected each number to be {expected}{{reason}}, but there is none.");
            return;
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            if (!holds(numbers[i]))
            {
                Failure(because, becauseArgs).FailWith($"Expected each of {{0}} numbers to be {expected}{{reason}}, but found {{1}} at index {{2}}.", numbers.Length, numbers[i], i);
                return;
            }
        }
    }

    private static bool IsClose(double actual, double expected, double tolerance) => actual.Equals(expected) || Math.Abs(actual - expected) <= tolerance;

    private static bool Same<T>(this Span<T> actual, ReadOnlySpan<T> expected)
        where T : IEquatable<T>
        => ((ReadOnlySpan<T>)actual).Same(expected);

    // SequenceEqual takes numbers by Equals, so that NaN is NaN.
    private static bool Same<T>(this ReadOnlySpan<T> actual, ReadOnlySpan<T> expected)
        where T : IEquatable<T>
        => actual.SequenceEqual(expected);

    private static ReadOnlySpan<byte> Bits<T>(ref T value)
        where T : unmanaged
        => System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value));

    private static ReadOnlySpan<T> Numbers<T>(this IEnumerable<T> numbers) => numbers as T[] ?? [.. numbers];

    private static AssertionScope Failure(string because, object?[] becauseArgs) => Execute.Assertion.BecauseOf(because, becauseArgs);
}
