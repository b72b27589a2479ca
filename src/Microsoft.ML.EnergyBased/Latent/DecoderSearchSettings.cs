namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>How z is searched for behind a decoder.</summary>
internal sealed record DecoderSearchSettings
{
    /// <summary>Descents from different starts, at least 1: those starts go down whose energy is least.</summary>
    public int Descents { get; init; } = 4;

    /// <summary>The most steps of a descent, at least 1.</summary>
    public int Iterations { get; init; } = 200;

    /// <summary>τ: a descent has converged when its gap is at most τ(E + τ‖y‖²); finite and at least 0.</summary>
    public float Tolerance { get; init; } = 1e-4f;
}
