using Microsoft.ML.EnergyBased.Diagnostics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>The draws of a run, and what its chains say about themselves.</summary>
public sealed class SampleSet
{
    private readonly float[] _values;
    private readonly double[] _logWeights;

    internal SampleSet(float[] values, double[] logWeights, int dimension, SamplingDiagnostics diagnostics, SamplerState last)
    {
        _values = values;
        _logWeights = logWeights;
        Dimension = dimension;
        Diagnostics = diagnostics;
        Last = last;
    }

    /// <summary>The number of samples: draws × chains.</summary>
    public int Count => _values.Length / Dimension;

    /// <summary>The number of values in a sample.</summary>
    public int Dimension { get; }

    /// <summary>Count × dimension values; the draws in time order, and in each draw the chains.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The log importance weight of each sample; 0 for Markov chains.</summary>
    public ReadOnlySpan<double> LogWeights => _logWeights;

    /// <summary>Acceptance, R-hat, effective sample size, divergences, energies.</summary>
    public SamplingDiagnostics Diagnostics { get; }

    /// <summary>Where the chains stand at the end: a run can go on from there.</summary>
    public SamplerState Last { get; }
}
