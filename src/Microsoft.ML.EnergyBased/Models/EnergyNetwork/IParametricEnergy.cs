using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

/// <summary>
/// An energy E(y; θ) that is being trained: its parameters lie in one array and change from step to step. Not while
/// anything is computed; otherwise what holds of every energy holds here.
/// </summary>
internal interface IParametricEnergy : IDifferentiableEnergy
{
    /// <summary>The length of θ.</summary>
    int ParameterCount { get; }

    /// <summary>How many parameters, from the first, weight decay acts on.</summary>
    int DecayedParameters { get; }

    /// <summary>Takes other parameters.</summary>
    void Update(ReadOnlySpan<float> parameters, WorkTeam team);

    /// <summary>gradient += Σ_i w_i ∂E(y_i)/∂θ.</summary>
    /// <param name="rows">count × dimension values.</param>
    /// <param name="weights">w, one a row.</param>
    /// <param name="gradient">As θ is laid out.</param>
    /// <param name="team">Who does the work.</param>
    void AddParameterGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> weights, Span<float> gradient, WorkTeam team);

    /// <summary>gradient += Σ_i ∂/∂θ (v_iᵀ ∂E(y_i)/∂y): how the slope of E along a direction changes.</summary>
    /// <param name="rows">count × dimension values.</param>
    /// <param name="directions">v, of the same shape.</param>
    /// <param name="gradient">As θ is laid out.</param>
    /// <param name="team">Who does the work.</param>
    void AddSlopeGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> directions, Span<float> gradient, WorkTeam team);
}
