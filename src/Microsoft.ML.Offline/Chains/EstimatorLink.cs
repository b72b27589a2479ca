namespace Microsoft.ML.Data;

/// <summary>One estimator of a chain, when it takes part, and whether its output is kept in memory for those after it.</summary>
internal sealed record EstimatorLink(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter);
