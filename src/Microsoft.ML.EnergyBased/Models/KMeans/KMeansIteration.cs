namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>One iteration (or epoch) of K-means as its progress reports it.</summary>
/// <param name="Restart">The restart, from 0.</param>
/// <param name="Iteration">The iteration in that restart, from 1.</param>
/// <param name="Energy">The mean energy a row (by weight, where rows are weighted) under the prototypes that the iteration started from.</param>
/// <param name="Reseeded">How many empty prototypes were moved to rows of high energy.</param>
internal readonly record struct KMeansIteration(int Restart, int Iteration, double Energy, int Reseeded);
