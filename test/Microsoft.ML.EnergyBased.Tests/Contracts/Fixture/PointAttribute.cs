using Xunit.Abstractions;
using Xunit.Sdk;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>
/// A test of one point of the contract; its name starts with P and the point's two digits. It is skipped, with the
/// written reason, in a class that has a <see cref="DoesNotApplyAttribute"/> for it.
/// </summary>
[XunitTestCaseDiscoverer("Microsoft.ML.EnergyBased.Tests.Contracts.PointDiscoverer", "Microsoft.ML.EnergyBased.Tests")]
[AttributeUsage(AttributeTargets.Method)]
public sealed class PointAttribute : FactAttribute
{
    /// <summary>The option without which a component has nothing to do with the point, or null.</summary>
    public string? Option { get; set; }
}

/// <summary>States that a point, or one test of it, has no meaning for a component, and why.</summary>
/// <param name="point">The start of the tests' names: "P27", or more of it for a single test.</param>
/// <param name="because">The reason, a sentence.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class DoesNotApplyAttribute(string point, string because) : Attribute
{
    public string Point { get; } = point;

    public string Because { get; } = because;
}

/// <summary>Makes the test case of a <see cref="PointAttribute"/>; xunit creates it by its name.</summary>
public sealed class PointDiscoverer(IMessageSink diagnosticMessageSink) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
        => [new PointTestCase(diagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

/// <summary>A test case that knows whether its class has excused itself from the point.</summary>
public sealed class PointTestCase : XunitTestCase
{
    [Obsolete("Called by xunit when it deserializes a test case")]
    public PointTestCase()
    {
    }

    public PointTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute)
    {
        foreach (var excuse in TestMethod.TestClass.Class.GetCustomAttributes(typeof(DoesNotApplyAttribute)))
        {
            object[] arguments = [.. excuse.GetConstructorArguments()];
            if (TestMethod.Method.Name.StartsWith((string)arguments[0], StringComparison.Ordinal))
                return $"Does not apply: {arguments[1]}";
        }

        if (factAttribute.GetNamedArgument<string?>(nameof(PointAttribute.Option)) is { } option && !OptionValues.Has(OptionsOf(TestMethod.TestClass.Class), option))
            return $"Does not apply: it has no option {option}";
        return base.GetSkipReason(factAttribute);
    }

    private static Type OptionsOf(ITypeInfo contract)
    {
        var type = ((IReflectionTypeInfo)contract).Type;
        while (!type.IsGenericType)
            type = type.BaseType ?? throw new InvalidOperationException($"{contract.Name} is no contract of a component.");
        return type.GetGenericArguments()[^1];
    }
}
