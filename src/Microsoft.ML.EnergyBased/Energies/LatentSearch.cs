using System.Runtime.InteropServices;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>How the search for the latent z* of one row went.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LatentSearch
{
    // Three numbers of Single side by side, so that a column of searches is filled in place.
    private readonly float _iterations;
    private readonly float _gap;
    private readonly float _converged;

    /// <param name="iterations">Steps that the search took; 0 where z* is given in closed form or by enumeration.</param>
    /// <param name="gap">What its stopping rule measured last, in the units of the energy: 0 where z* is exact, NaN for a row that holds NaN or an infinity.</param>
    /// <param name="converged">Whether it ended by its tolerance, not by its limit of steps.</param>
    internal LatentSearch(int iterations, float gap, bool converged)
    {
        _iterations = iterations;
        _gap = gap;
        _converged = converged ? 1 : 0;
    }

    /// <summary>Steps that the search took; 0 where z* is given in closed form or by enumeration.</summary>
    public int Iterations => (int)_iterations;

    /// <summary>What the stopping rule measured last, in the units of the energy; 0 where z* is exact, NaN for a row that holds NaN or an infinity.</summary>
    public float Gap => _gap;

    /// <summary>Whether the search ended by its tolerance, not by its limit of steps.</summary>
    public bool IsConverged => _converged == 1;

    /// <summary>A search that needed no steps: enumeration, or a closed form.</summary>
    internal static LatentSearch Exact => new(0, 0, true);

    /// <summary>No search: the row holds NaN or an infinity.</summary>
    internal static LatentSearch None => new(0, float.NaN, false);
}
