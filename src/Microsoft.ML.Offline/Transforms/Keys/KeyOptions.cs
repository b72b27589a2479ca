namespace Microsoft.ML.Transforms;

/// <param name="MaximumNumberOfKeys">How many values get a key; those that come later are as good as missing.</param>
/// <param name="Ordinality">The order of the keys.</param>
/// <param name="ValuesAsText">Whether the KeyValues annotation holds the values as text.</param>
internal sealed record KeyOptions(int MaximumNumberOfKeys, ValueToKeyMappingEstimator.KeyOrdinality Ordinality, bool ValuesAsText);
