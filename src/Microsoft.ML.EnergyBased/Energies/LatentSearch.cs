using System.Runtime.InteropServices;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>How the search went for the latent z* of one row, or for what a row leaves open.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LatentSearch
{
    // Three numbers of Single side by side, so that a column of searches is filled in place.
    private readonly float _iterations;
    private readonly float _gap;
    private readonly float _converged;

    /// <param name="iterations">Steps that the search took; 0 where it needed none.</param>
    /// <param name="gap">What its stopping rule measured last.</param>
    /// <param name="converged">Whether it ended by its tolerance, not by its limit of steps.</param>
    internal LatentSearch(int iterations, float gap, bool converged)
        : this(iterations, gap, converged ? 1 : 0)
    {
    }

    private LatentSearch(float iterations, float gap, float converged)
    {
        _iterations = iterations;
        _gap = gap;
        _converged = converged;
    }

    /// <summary>Steps that the search took; 0 where the answer is given in closed form or by enumeration.</summary>
    public int Iterations => float.IsNaN(_iterations) ? 0 : (int)_iterations;

    /// <summary>
    /// What the stopping rule measured last: of a search for z* in the units of the energy; of a completion, a descent's or an
    /// iteration's last move in standard deviations of the features. 0 where the answer is exact, NaN where there was no search
    /// (a row that holds NaN or an infinity, or has no answer) or where it has no such rule (chains).
    /// </summary>
    public float Gap => _gap;

    /// <summary>Whether the search ended by its tolerance, not by its limit of steps.</summary>
    public bool Converged => _converged == 1;

    /// <summary>A search that needed no steps: enumeration, or a closed form.</summary>
    internal static LatentSearch Exact => new(0, 0, 1f);

    /// <summary>No search: the row holds NaN or an infinity, or there is no answer.</summary>
    internal static LatentSearch None => new(float.NaN, float.NaN, float.NaN);

    /// <summary>Chains, which have a length and no end of their own.</summary>
    internal static LatentSearch OfChains(int steps) => new(steps, float.NaN, float.NaN);
}
