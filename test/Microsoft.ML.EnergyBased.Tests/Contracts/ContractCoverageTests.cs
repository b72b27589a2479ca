using System.Reflection;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Watches over the suite itself: no component without a contract, no point without a test, no skip without a reason.</summary>
public sealed partial class ContractCoverageTests(ITestOutputHelper output)
{
    // Points 35, 37 and 38 are held by tests outside of this suite.
    private static readonly int[] Points = [.. Enumerable.Range(1, 34), 36, 39];

    private static readonly Type[] Contracts =
        [.. typeof(ContractCoverageTests).Assembly.GetTypes().Where(t => !t.IsAbstract && ContractOf(t) is not null)];

    private static readonly string[] Tests =
    [
        .. typeof(ComponentContract<,,>).GetMethods().Where(m => m.GetCustomAttribute<PointAttribute>() is not null).Select(m => m.Name),
    ];

    [Fact]
    public void EveryExportedEstimatorAndTransformerHasAContract()
    {
        var held = Contracts.SelectMany(c => ContractOf(c)!.GetGenericArguments()).ToHashSet();
        var exported = typeof(EnergyBasedCatalog).Assembly.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false } && IsComponent(t)).ToArray();
        exported.Length.Should().BeGreaterThanOrEqualTo(4, "No components were found");
        exported.Where(t => !held.Contains(t)).Select(t => $"{t.Name} has no subclass of ComponentContract").Should().BeEmpty();
    }

    [Fact]
    public void EveryPointHasATest()
    {
        Tests.Should().AllSatisfy(t => t.Should().MatchRegex(TestName));
        Tests.Select(t => int.Parse(t.AsSpan(1, 2))).Distinct().Order().ShouldEqual(Points);
    }

    [Fact]
    public void EverySkipNamesATestAndAReason()
    {
        foreach (var contract in Contracts)
        {
            foreach (var excuse in contract.GetCustomAttributes<DoesNotApplyAttribute>())
            {
                var skipped = Tests.Where(t => t.StartsWith(excuse.Point, StringComparison.Ordinal)).ToArray();
                skipped.Length.Should().BeGreaterThan(0, "{0}: no test is called {1}...", contract.Name, excuse.Point);
                excuse.Because.Split(' ').Length.Should().BeGreaterThanOrEqualTo(4, "{0}: {1} needs a reason", contract.Name, excuse.Point);
                output.WriteLine($"{contract.Name}: {string.Join(", ", skipped)} does not apply: {excuse.Because}");
            }
        }
    }

    [Theory]
    [InlineData("P27", "ExampleWeightColumnName")]
    [InlineData("P28_ASeedInTheOptions", "Seed")]
    [InlineData("P28_TheNumberOfThreads", "NumberOfThreads")]
    [InlineData("P32_CancelFromProgress", "Progress")]
    [InlineData("P33_TheLogHasOneLineAnEpoch", "Progress")]
    public void NoComponentExcusesItselfFromAnOptionItHas(string point, string option)
    {
        foreach (var contracts in Contracts.GroupBy(c => ContractOf(c)!.GetGenericArguments()[2]).Where(g => OptionValues.Has(g.Key, option)))
            contracts.Should().Contain(c => !IsExcused(c, point), "{0} has {1}, and no contract of it runs {2}", contracts.Key, option, point);
    }

    private static bool IsExcused(Type contract, string point) => contract.GetCustomAttributes<DoesNotApplyAttribute>().Any(
        e => point.StartsWith(e.Point, StringComparison.Ordinal) || e.Point.StartsWith(point, StringComparison.Ordinal));

    private static Type? ContractOf(Type type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (t.IsGenericType && t.GetGenericTypeDefinition() == typeof(ComponentContract<,,>))
                return t;
        }

        return null;
    }

    private static bool IsComponent(Type type)
        => typeof(ITransformer).IsAssignableFrom(type)
            || type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEstimator<>));

    [GeneratedRegex(@"^P\d\d_[A-Za-z]\w+$")]
    private static partial Regex TestName { get; }
}
