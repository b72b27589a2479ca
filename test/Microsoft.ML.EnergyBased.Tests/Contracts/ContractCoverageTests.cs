using System.Reflection;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Watches over the suite itself: no component without a contract, no point without a test, no skip without a reason.</summary>
public sealed partial class ContractCoverageTests(ITestOutputHelper output)
{
    private const int Points = 34;

    private static readonly Type[] Contracts =
        [.. typeof(ContractCoverageTests).Assembly.GetTypes().Where(t => !t.IsAbstract && ContractOf(t) is not null)];

    private static readonly string[] Tests =
    [
        .. typeof(ComponentContract<,,>).GetMethods().Where(m => m.GetCustomAttribute<PointAttribute>() is not null).Select(m => m.Name),
    ];

    [Fact]
    public void Every_exported_estimator_and_transformer_has_a_contract()
    {
        var held = Contracts.SelectMany(c => ContractOf(c)!.GetGenericArguments()).ToHashSet();
        var exported = typeof(EnergyBasedCatalog).Assembly.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false } && IsComponent(t)).ToArray();
        Assert.True(exported.Length >= 4, "No components were found");
        Assert.Empty(exported.Where(t => !held.Contains(t)).Select(t => $"{t.Name} has no subclass of ComponentContract"));
    }

    [Fact]
    public void Every_point_has_a_test()
    {
        Assert.All(Tests, t => Assert.Matches(TestName, t));
        Assert.Equal(Enumerable.Range(1, Points), Tests.Select(t => int.Parse(t.AsSpan(1, 2))).Distinct().Order());
    }

    [Fact]
    public void Every_skip_names_a_test_and_a_reason()
    {
        foreach (var contract in Contracts)
        {
            foreach (var excuse in contract.GetCustomAttributes<DoesNotApplyAttribute>())
            {
                var skipped = Tests.Where(t => t.StartsWith(excuse.Point, StringComparison.Ordinal)).ToArray();
                Assert.True(skipped.Length > 0, $"{contract.Name}: no test is called {excuse.Point}...");
                Assert.True(excuse.Because.Split(' ').Length >= 4, $"{contract.Name}: {excuse.Point} needs a reason");
                output.WriteLine($"{contract.Name}: {string.Join(", ", skipped)} does not apply: {excuse.Because}");
            }
        }
    }

    [Theory]
    [InlineData("P27", "ExampleWeightColumnName")]
    [InlineData("P28_a_seed_in_the_options", "Seed")]
    [InlineData("P28_the_number_of_threads", "NumberOfThreads")]
    [InlineData("P32_cancel_from_progress", "Progress")]
    [InlineData("P33_the_log_has_one_line_an_epoch", "Progress")]
    public void No_component_excuses_itself_from_an_option_it_has(string point, string option)
    {
        foreach (var contracts in Contracts.GroupBy(c => ContractOf(c)!.GetGenericArguments()[2]).Where(g => OptionValues.Has(g.Key, option)))
            Assert.True(contracts.Any(c => !IsExcused(c, point)), $"{contracts.Key} has {option}, and no contract of it runs {point}");
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
