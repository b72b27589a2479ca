using System.Reflection;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Tests.Persistence;

/// <summary>The kinds of energies that model files can hold.</summary>
public sealed class StoredEnergiesTests
{
    private static readonly StoredEnergyAttribute[] Kinds = [.. typeof(EnergyBasedCatalog).Assembly.GetCustomAttributes<StoredEnergyAttribute>()];

    [Fact]
    public void EveryEnergyThatCanBeStoredIsKnownUnderOneNameOfItsOwn()
    {
        var stored = typeof(EnergyBasedCatalog).Assembly.GetTypes().Where(t => t is { IsClass: true } && t.IsAssignableTo(typeof(IStoredEnergy))).ToArray();
        stored.Length.Should().BeGreaterThanOrEqualTo(10, "no energies were found");
        Kinds.Select(kind => kind.EnergyType.Name).Order(StringComparer.Ordinal).Should().Equal(stored.Select(t => t.Name).Order(StringComparer.Ordinal));
        Kinds.Select(kind => kind.Kind).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void AnEnergyIsWrittenWithItsKind()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        StoredEnergies.Write(new PayloadWriter(writer), new KMeansEnergy([1, 2], 1, 2));
        writer.Flush();
        stream.ToArray().AsSpan(0, 7).ToArray().Should().Equal([6, .. "KMeans"u8]);
    }
}
