using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

// What is beyond Single on the way to a number that need not be: in double, one row after the other.
public sealed partial class RestrictedBoltzmannEnergy
{
    /// <summary>Computes the inputs of the hidden units of a row again, in double, where any of them has overflowed.</summary>
    private void RecomputeInputs(ReadOnlySpan<float> row, Span<float> inputs)
    {
        if (VectorMath.IsFinite(inputs) || !VectorMath.IsFinite(row))
            return;
        for (var j = 0; j < inputs.Length; j++)
            inputs[j] = (float)InputInDouble(row, j);
    }

    /// <summary>F_β of a finite row; +∞ where not even double holds what it is made of.</summary>
    private double EnergyInDouble(ReadOnlySpan<float> row)
    {
        double energy = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var difference = (double)row[i] - VisibleBiases[i];
            energy += !_shape.IsGaussian ? -(double)VisibleBiases[i] * row[i] : difference == 0 ? 0 : difference * difference / 2 * Precision(i);
        }
        for (var j = 0; j < HiddenUnits; j++)
        {
            var input = InputInDouble(row, j);
            energy -= LogSumExp.Softplus(input) / InverseTemperature;
        }
        return double.IsNaN(energy) ? double.PositiveInfinity : energy;
    }

    // β(c_j + (vᵀW)_j), with v/σ² in place of v for Gaussian units.
    private double InputInDouble(ReadOnlySpan<float> row, int j)
    {
        double sum = HiddenBiases[j];
        for (var i = 0; i < row.Length; i++)
        {
            var value = (double)row[i] * Weights[(i * HiddenUnits) + j];
            sum += value == 0 || !_shape.IsGaussian ? value : value * Precision(i);
        }
        return InverseTemperature * sum;
    }

    private double Precision(int i) => Math.Exp(-(double)LogVariances[i]);
}
