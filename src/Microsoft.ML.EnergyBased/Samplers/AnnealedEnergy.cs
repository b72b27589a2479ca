using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>A point on the way from a proposal to a target: E_t(y) = −(1 − t) log q(y) + tβE(y), sampled at temperature 1.</summary>
internal sealed class AnnealedEnergy(IDifferentiableEnergy target, float inverseTemperature, Proposal proposal, float t) : IDifferentiableEnergy
{
    public int Dimension => target.Dimension;

    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        target.Energy(rows, energies);
        Mix(rows, energies);
    }

    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        target.Gradient(rows, energies, gradients);
        for (var i = 0; i < gradients.Length; i++)
            gradients[i] *= t * inverseTemperature;
        proposal.AddGradient(rows, Dimension, 1 - t, gradients);
        Mix(rows, energies);
    }

    private void Mix(ReadOnlySpan<float> rows, Span<float> energies)
    {
        var logDensities = ArrayPool<double>.Shared.Rent(energies.Length);
        proposal.LogDensity(rows, Dimension, logDensities.AsSpan(0, energies.Length));
        for (var i = 0; i < energies.Length; i++)
        {
            // Outside the proposal's support there is no way back to it: the energy is infinite at every t below 1.
            var start = t < 1 ? -(1.0 - t) * logDensities[i] : 0;
            energies[i] = (float)(start + ((double)t * inverseTemperature * energies[i]));
        }
        ArrayPool<double>.Shared.Return(logDensities);
    }
}
