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
        name.Length.Should().BeInRange(5, 23);
        name.ToCharArray().Should().OnlyContain(c => char.IsAscii(c));
        name.Should().StartWith("Ebm.");
    }

    [Fact]
    public void EveryLoadableTransformerHasOneNameOfItsOwn()
    {
        var loaders = Loaders();
        loaders.Select(l => l.Name).Distinct(StringComparer.Ordinal).Should().HaveCount(loaders.Length);
        var transformers = typeof(EnergyBasedCatalog).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.GetInterfaces().Any(i => i.Name.StartsWith("ILoadableTransformer", StringComparison.Ordinal)));
        loaders.Select(l => l.Transformer).Order(StringComparer.Ordinal)
            .Should().Equal(transformers.Select(t => t.Name).Order(StringComparer.Ordinal));
    }

    private static (string Transformer, string Name)[] Loaders() =>
    [
        .. typeof(EnergyBasedCatalog).Assembly.GetCustomAttributes<LoadableTransformerAttribute>()
            .Select(loader => (loader.TransformerType.Name, loader.LoaderSignature)),
    ];
}
