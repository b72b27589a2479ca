namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>The best restart of a K-means fit.</summary>
/// <param name="Prototypes">K × dimension values, row-major.</param>
/// <param name="Energy">The energy Σ w·min_z ‖y − W z‖² summed over the training rows, under these prototypes.</param>
/// <param name="Iterations">The iterations that this restart took.</param>
/// <param name="Converged">False where it stopped at the maximum of iterations.</param>
/// <param name="Restart">Which restart it was, from 0.</param>
/// <param name="Reseeded">How many prototypes without rows it moved to rows of high energy.</param>
internal sealed record KMeansResult(float[] Prototypes, double Energy, int Iterations, bool Converged, int Restart, int Reseeded);
