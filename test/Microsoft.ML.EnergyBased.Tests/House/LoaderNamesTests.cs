using System.Reflection;
using Microsoft.ML.EnergyBased.Interop;

namespace Microsoft.ML.EnergyBased.Tests.House;

/// <summary>The names under which ML.NET finds our loaders in a model file.</summary>
public sealed class LoaderNamesTests
{
    public static TheoryData<string> Names => new(Loaders().Select(l => l.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void ANameFitsTheHeaderAndSaysWhoseItIs(string name)
    {
        // ML.NET's header has 24 bytes for it, the last one zero.
        Assert.InRange(name.Length, 5, 23);
        Assert.All(name, c => Assert.True(char.IsAscii(c)));
        Assert.StartsWith("Ebm.", name, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryLoadableTransformerHasOneNameOfItsOwn()
    {
        var loaders = Loaders();
        Assert.Equal(loaders.Length, loaders.Select(l => l.Name).Distinct(StringComparer.Ordinal).Count());
        var transformers = typeof(EnergyBasedCatalog).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.GetInterfaces().Any(i => i.Name.StartsWith("ILoadableTransformer", StringComparison.Ordinal)));
        Assert.Equal(transformers.Select(t => t.Name).Order(StringComparer.Ordinal), loaders.Select(l => l.Transformer).Order(StringComparer.Ordinal));
    }

    private static (string Transformer, string Name)[] Loaders() =>
    [
        .. typeof(EnergyBasedCatalog).Assembly.GetCustomAttributesData()
            .Where(a => a.AttributeType.Name == "LoadableClassAttribute")
            .Select(a => (((Type)a.ConstructorArguments[0].Value!).Name, LoaderName(a))),
    ];

    // The first load name follows the user name (and, where it is an array, stands first in it).
    private static string LoaderName(CustomAttributeData attribute) => attribute.ConstructorArguments[^1].Value switch
    {
        string name => name,
        IReadOnlyCollection<CustomAttributeTypedArgument> names => (string)names.First().Value!,
        _ => throw new InvalidOperationException("A LoadableClass attribute has no load name."),
    };
}
