using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Microsoft.ML.EnergyBased.Tests.House;

/// <summary>What the documentation of an option says of its default is what the option has.</summary>
public sealed partial class DefaultsTests
{
    private static readonly Dictionary<string, string> Summaries = XDocument.Load(Path.ChangeExtension(typeof(EnergyBasedCatalog).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, member => member.Element("summary")?.Value ?? "");

    public static TheoryData<Type> AllOptions
        => [.. typeof(EstimatorOptions).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(EstimatorOptions)))];

    [Theory]
    [MemberData(nameof(AllOptions))]
    public void TheDocumentationStatesTheDefault(Type options)
    {
        var instance = Activator.CreateInstance(options)!;
        var compared = 0;
        foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(instance);
            if (value is null or not (int or long or float or double or bool or string))
                continue;
            var summary = Summaries[$"P:{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}"];
            var stated = Stated().Match(Spaces().Replace(summary, " "));
            stated.Success.Should().BeTrue("{0} says nothing of its default {1}: {2}", property.Name, value, summary);
            // A derived class may have another default, which its constructor tells.
            if (!Same(stated.Groups[1].Value, value))
            {
                property.DeclaringType.Should().NotBe(options, "{0} is {1}, its documentation says {2}", property.Name, value, stated.Value);
                Summaries[$"M:{options.FullName!.Replace('+', '.')}.#ctor"].Should().Contain(Convert.ToString(value, CultureInfo.InvariantCulture)!, property.Name);
            }

            compared++;
        }

        compared.Should().BeGreaterThan(2);
    }

    private static bool Same(string stated, object value) => value switch
    {
        string text => stated == $"\"{text}\"",
        bool flag => stated == (flag ? "true" : "false"),
        _ => Number(stated) is { } number && (float)number == Convert.ToSingle(value, CultureInfo.InvariantCulture),
    };

    private static double? Number(string stated)
    {
        if (stated is "∞" or "infinite" or "infinity")
            return double.PositiveInfinity;
        var unit = stated.EndsWith(" GiB", StringComparison.Ordinal) ? 1L << 30 : 1;
        return double.TryParse(stated.Replace(" GiB", "", StringComparison.Ordinal), NumberStyles.Any, CultureInfo.InvariantCulture, out var number) ? number * unit : null;
    }

    [GeneratedRegex("""[Dd]efault,? ("[^"]*"|∞|infinite|infinity|true|false|-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?(?: GiB)?)""")]
    private static partial Regex Stated();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
