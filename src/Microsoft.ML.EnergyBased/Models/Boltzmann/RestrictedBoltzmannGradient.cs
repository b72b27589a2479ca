namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>The gradient of E with respect to the parameters from the moments of visible and hidden units.</summary>
/// <remarks>
/// For bits ∂E/∂W = −vhᵀ, ∂E/∂b = −v, ∂E/∂c = −h; for Gaussian units ∂E/∂W_ij = −v_i h_j/σ_i²,
/// ∂E/∂b_i = (b_i − v_i)/σ_i², ∂E/∂c = −h and ∂E/∂z_i = −½(v_i − b_i)²/σ_i² + v_i (Wh)_i/σ_i² with z = log σ².
/// </remarks>
internal static class RestrictedBoltzmannGradient
{
    /// <param name="kernel">The machine.</param>
    /// <param name="outer">E[v hᵀ], visible × hidden.</param>
    /// <param name="visible">E[v].</param>
    /// <param name="hidden">E[h].</param>
    /// <param name="variances">E[∂(βE)/∂z]; empty for bits.</param>
    /// <param name="scale">What the gradient is multiplied by.</param>
    /// <param name="gradient">Receives the sum of what it holds and the scaled gradient.</param>
    public static void Add(RestrictedBoltzmannKernel kernel, ReadOnlySpan<double> outer, ReadOnlySpan<double> visible, ReadOnlySpan<double> hidden, ReadOnlySpan<double> variances, float scale, Span<float> gradient)
    {
        var shape = kernel.Shape;
        var weights = shape.WeightsOf(gradient);
        var visibleBiases = shape.VisibleBiasesOf(gradient);
        var hiddenBiases = shape.HiddenBiasesOf(gradient);
        var logVariances = shape.LogVariancesOf(gradient);
        for (var i = 0; i < shape.Visible; i++)
        {
            double precision = shape.IsGaussian ? kernel.Precisions[i] / kernel.InverseTemperature : 1;
            for (var j = 0; j < shape.Hidden; j++)
                weights[(i * shape.Hidden) + j] -= (float)(scale * precision * outer[(i * shape.Hidden) + j]);
            visibleBiases[i] -= (float)(scale * (shape.IsGaussian ? precision * (visible[i] - kernel.VisibleBiases[i]) : visible[i]));
            if (shape.IsGaussian)
                logVariances[i] += (float)(scale * variances[i] / kernel.InverseTemperature);
        }
        for (var j = 0; j < shape.Hidden; j++)
            hiddenBiases[j] -= (float)(scale * hidden[j]);
    }
}
