namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>What happened in one step, chain by chain. It is for diagnostics: no kernel reads it.</summary>
public sealed class SamplerInfo
{
    private readonly float[] _acceptance;
    private readonly bool[] _accepted;
    private readonly bool[] _divergent;
    private readonly float[] _energies;
    private readonly float[] _logWeights;

    /// <summary>Makes room for the information on a step.</summary>
    /// <param name="count">The number of chains, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public SamplerInfo(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        _acceptance = new float[count];
        _accepted = new bool[count];
        _divergent = new bool[count];
        _energies = new float[count];
        _logWeights = new float[count];
    }

    /// <summary>The number of chains.</summary>
    public int Count { get; }

    /// <summary>The probability in [0, 1] with which the proposal was to be accepted; 1 for kernels that accept everything.</summary>
    public ReadOnlySpan<float> AcceptanceProbabilities => _acceptance;

    /// <summary>Whether the chain moved to its proposal.</summary>
    public ReadOnlySpan<bool> Accepted => _accepted;

    /// <summary>Whether the proposal had an energy that is not finite, or for Hamiltonian Monte Carlo an error in H above 1,000.</summary>
    public ReadOnlySpan<bool> Divergent => _divergent;

    /// <summary>E(y) of the position that the chain has after the step.</summary>
    public ReadOnlySpan<float> Energies => _energies;

    /// <summary>log of the importance weight, −βE(y) − log q(y), for Monte Carlo with a proposal; 0 for Markov chains.</summary>
    public ReadOnlySpan<float> LogWeights => _logWeights;

    internal void Set(int chain, double acceptance, bool accepted, bool divergent, float energy, double logWeight = 0)
    {
        _acceptance[chain] = (float)acceptance;
        _accepted[chain] = accepted;
        _divergent[chain] = divergent;
        _energies[chain] = energy;
        _logWeights[chain] = (float)logWeight;
    }

    internal void SetEnergy(int chain, float energy) => _energies[chain] = energy;
}
