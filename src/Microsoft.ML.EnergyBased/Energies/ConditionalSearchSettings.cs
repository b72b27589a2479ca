namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>How z is searched for behind a decoder.</summary>
internal sealed record ConditionalSearchSettings
{
    /// <summary>Descents from different starts, at least 1: the best of all starts go down.</summary>
    public int Descents { get; init; } = 4;

    /// <summary>The most steps of a descent, at least 1.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>τ: a descent has converged when its gap is at most τ(E + τ‖y‖²); at least 0.</summary>
    public float Tolerance { get; init; } = 1e-4f;

    /// <exception cref="ArgumentOutOfRangeException">A setting is not in its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Descents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Iterations, 1);
        if (!(Tolerance >= 0 && float.IsFinite(Tolerance)))
            throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "The tolerance must be finite and at least 0.");
    }
}
