using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

// What a better value of one visible unit would gain, from what the hidden units receive already.
public sealed partial class RestrictedBoltzmannEnergy : IFeatureEnergy
{
    // Of Gaussian units: points of the first look over the interval that has all minima, and of each closer one.
    private const int Points = 17;
    private const int Looks = 4;

    /// <summary>Computes the share of each feature: F_β(v) less the least F_β with that one unit free.</summary>
    /// <remarks>
    /// For bits the least is at 0 or 1, as F_β is concave in each of them. For Gaussian units it lies between
    /// b_i + Σ_j min(0, W_ij) and b_i + Σ_j max(0, W_ij), where it is looked for on a grid and then more closely round the lowest point.
    /// </remarks>
    /// <param name="rows">count × V values.</param>
    /// <param name="shares">Receives count × V shares, at least 0; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares)
    {
        SpanChecks.CheckLength(shares.Length, SpanChecks.Count(rows, Dimension), Dimension);
        Compute(rows, new EnergyOutputs { FeatureEnergies = shares });
    }

    /// <summary>The shares of one row.</summary>
    /// <param name="row">v, in the caller's coordinates.</param>
    /// <param name="inputs">What its hidden units receive, as the kernel has it: β(c + …).</param>
    /// <param name="shares">Receives V values.</param>
    private void Share(ReadOnlySpan<float> row, ReadOnlySpan<float> inputs, Span<float> shares)
    {
        var buffer = ArrayPool<float>.Shared.Rent(2 * HiddenUnits);
        double[] exact = [];
        if (!VectorMath.IsFinite(inputs))
        {
            exact = new double[HiddenUnits];
            for (var j = 0; j < exact.Length; j++)
                exact[j] = InputInDouble(row, j);
        }
        var layer = new HiddenLayer(inputs, exact, buffer.AsSpan(0, HiddenUnits), buffer.AsSpan(HiddenUnits, HiddenUnits));
        var own = layer.Sum(default, 0) / InverseTemperature;
        for (var i = 0; i < row.Length; i++)
        {
            var before = VisibleEnergy(i, row[i]) - own;
            var least = _shape.IsGaussian ? LeastOfGaussian(i, row[i], layer) : Math.Min(At(i, 0, row[i], layer), At(i, 1, row[i], layer));
            shares[i] = (float)Math.Max(0, before - least);
        }
        ArrayPool<float>.Shared.Return(buffer);
    }

    private double LeastOfGaussian(int unit, float value, HiddenLayer layer)
    {
        double low = VisibleBiases[unit], high = low, least = double.PositiveInfinity;
        foreach (var weight in Weights.Slice(unit * HiddenUnits, HiddenUnits))
        {
            low += Math.Min(0, weight);
            high += Math.Max(0, weight);
        }
        for (var look = 0; look < Looks; look++)
        {
            double step = (high - low) / (Points - 1), lowest = low;
            for (var k = 0; k < Points; k++)
            {
                double at = low + (k * step), energy = At(unit, at, value, layer);
                if (energy < least)
                    (least, lowest) = (energy, at);
            }
            (low, high) = (lowest - step, lowest + step);
        }
        return least;
    }

    /// <summary>F_β with a unit at another value, but for what the other units add to it alone.</summary>
    private double At(int unit, double other, double value, HiddenLayer layer)
    {
        var move = InverseTemperature * (other - value) * (_shape.IsGaussian ? Precision(unit) : 1);
        return VisibleEnergy(unit, other) - (layer.Sum(Weights.Slice(unit * HiddenUnits, HiddenUnits), move) / InverseTemperature);
    }

    private double VisibleEnergy(int unit, double value)
    {
        if (!_shape.IsGaussian)
            return -VisibleBiases[unit] * value;
        var difference = value - VisibleBiases[unit];
        return difference * difference / 2 * Precision(unit);
    }

    /// <summary>What the hidden units of a row receive.</summary>
    /// <param name="inputs">Their inputs.</param>
    /// <param name="exact">The same in double, where they are beyond Single; otherwise empty.</param>
    /// <param name="moved">Room for as many.</param>
    /// <param name="scratch">Room for as many.</param>
    private readonly ref struct HiddenLayer(ReadOnlySpan<float> inputs, ReadOnlySpan<double> exact, Span<float> moved, Span<float> scratch)
    {
        private readonly ReadOnlySpan<float> _inputs = inputs;
        private readonly ReadOnlySpan<double> _exact = exact;
        private readonly Span<float> _moved = moved;
        private readonly Span<float> _scratch = scratch;

        /// <summary>Σ_j log(1 + e^{x_j + move·w_j}).</summary>
        public double Sum(ReadOnlySpan<float> weights, double move)
        {
            var sum = double.PositiveInfinity;
            if (_exact.IsEmpty)
            {
                _inputs.CopyTo(_moved);
                if (move != 0)
                    TensorPrimitives.MultiplyAdd(weights, (float)move, _inputs, _moved);
                RestrictedBoltzmannKernel.SoftPlus(_moved, _scratch);
                sum = TensorPrimitives.Sum<float>(_moved);
            }
            return double.IsFinite(sum) ? sum : SumInDouble(weights, move);
        }

        // What is beyond Single on the way to a difference that need not be.
        private double SumInDouble(ReadOnlySpan<float> weights, double move)
        {
            double sum = 0;
            for (var j = 0; j < _inputs.Length; j++)
            {
                var input = _exact.IsEmpty ? _inputs[j] : _exact[j];
                if (move != 0)
                    input += move * weights[j];
                sum += Math.Max(input, 0) + Math.Log(1 + Math.Exp(-Math.Abs(input)));
            }
            return sum;
        }
    }
}
