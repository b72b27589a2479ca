namespace Microsoft.ML.EnergyBased.Persistence;

/// <summary>How a component's payload is known in a model file.</summary>
/// <param name="Component">The name that messages use.</param>
/// <param name="ModelSignature">Eight characters in the file's header.</param>
/// <param name="LoaderSignature">The name under which the loader is registered, at most 23 characters.</param>
/// <param name="Version">The version of the payload that this build writes; it reads 1 to this.</param>
internal sealed record ComponentFormat(string Component, string ModelSignature, string LoaderSignature, int Version);
