namespace Microsoft.ML.EnergyBased.Tests.House;

/// <summary>Tests that measure what the whole process holds: no other test runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
