namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>
/// How the parameters of a restricted Boltzmann machine lie in one array: W (visible × hidden), the visible biases b,
/// the hidden biases c, and for Gaussian units z = log σ² of each visible unit.
/// </summary>
/// <param name="Units">The kind of the visible units.</param>
/// <param name="Visible">V, at least 1.</param>
/// <param name="Hidden">H, at least 1.</param>
internal sealed record RestrictedBoltzmannShape(VisibleUnits Units, int Visible, int Hidden)
{
    public int Weights => checked(Visible * Hidden);

    public int Parameters => checked(Weights + Visible + Hidden + (IsGaussian ? Visible : 0));

    public bool IsGaussian => Units == VisibleUnits.Gaussian;

    public Span<float> WeightsOf(Span<float> parameters) => parameters[..Weights];

    public Span<float> VisibleBiasesOf(Span<float> parameters) => parameters.Slice(Weights, Visible);

    public Span<float> HiddenBiasesOf(Span<float> parameters) => parameters.Slice(Weights + Visible, Hidden);

    public Span<float> LogVariancesOf(Span<float> parameters) => IsGaussian ? parameters.Slice(Weights + Visible + Hidden, Visible) : default;

    public ReadOnlySpan<float> WeightsOf(ReadOnlySpan<float> parameters) => parameters[..Weights];

    public ReadOnlySpan<float> VisibleBiasesOf(ReadOnlySpan<float> parameters) => parameters.Slice(Weights, Visible);

    public ReadOnlySpan<float> HiddenBiasesOf(ReadOnlySpan<float> parameters) => parameters.Slice(Weights + Visible, Hidden);

    public ReadOnlySpan<float> LogVariancesOf(ReadOnlySpan<float> parameters) => IsGaussian ? parameters.Slice(Weights + Visible + Hidden, Visible) : default;

    public void Check()
    {
        if (!Enum.IsDefined(Units))
            throw new ArgumentOutOfRangeException(nameof(Units), Units, "Unknown kind of visible units.");
        ArgumentOutOfRangeException.ThrowIfLessThan(Visible, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Hidden, 1);
    }
}
