using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>q(y) = 1/volume on a box, 0 outside.</summary>
internal sealed class UniformProposal : Proposal
{
    private readonly float[] _minimum;
    private readonly float[] _maximum;

    public UniformProposal(float[] minimum, float[] maximum)
    {
        CheckFinite(minimum, nameof(minimum));
        CheckFinite(maximum, nameof(maximum));
        Dimension = CommonLength(minimum.Length, maximum.Length, nameof(maximum));
        _minimum = minimum;
        _maximum = maximum;
        for (var i = 0; i < Dimension; i++)
        {
            if (!(Least(i) < Greatest(i)))
                throw new ArgumentOutOfRangeException(nameof(maximum), Greatest(i), $"The greatest value must be above the least, {Least(i)}.");
        }
    }

    public override int Dimension { get; }

    public override string ToString() => FormattableString.Invariant($"Uniform(d = {Dimension})");

    internal override void Draw(RandomStream stream, long start, int dimension, Span<float> rows)
    {
        stream.FillUniform(rows, start);
        for (var row = 0; row < rows.Length; row += dimension)
        {
            for (var i = 0; i < dimension; i++)
                rows[row + i] = Math.Min((rows[row + i] * (Greatest(i) - Least(i))) + Least(i), Greatest(i));
        }
    }

    internal override void LogDensity(ReadOnlySpan<float> rows, int dimension, Span<double> logDensities)
    {
        double constant = 0;
        for (var i = 0; i < dimension; i++)
            constant -= Math.Log((double)Greatest(i) - Least(i));
        for (var row = 0; row < logDensities.Length; row++)
        {
            var inside = true;
            for (var i = 0; i < dimension; i++)
            {
                var value = rows[(row * dimension) + i];
                inside &= value >= Least(i) && value <= Greatest(i);
            }
            logDensities[row] = inside ? constant : double.NegativeInfinity;
        }
    }

    internal override void AddGradient(ReadOnlySpan<float> rows, int dimension, float scale, Span<float> gradients)
    {
        // Flat inside; outside there is no density to climb back to, and the energy says so.
    }

    private float Least(int i) => _minimum[_minimum.Length == 1 ? 0 : i];

    private float Greatest(int i) => _maximum[_maximum.Length == 1 ? 0 : i];
}
