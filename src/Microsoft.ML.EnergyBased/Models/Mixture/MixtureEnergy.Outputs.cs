using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

// One pass over rows fills every output whose span is not empty.
public sealed partial class MixtureEnergy
{
    private static readonly double HalfLogOfTwoPi = Math.Log(2 * Math.PI) / 2;

    /// <summary>Each output that is not empty is filled.</summary>
    private void Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        var count = rows.Length / Dimension;
        var k = NumberOfComponents;
        var room = Math.Min(count, MixtureDensity.RowsPerBlock);
        var buffer = ArrayPool<double>.Shared.Rent((room * k) + k + (3 * Dimension));
        var energies = buffer.AsSpan(0, room * k);
        var shares = buffer.AsSpan(room * k, k);
        var scratch = buffer.AsSpan((room + 1) * k, 3 * Dimension);
        for (var start = 0; start < count; start += MixtureDensity.RowsPerBlock)
        {
            var length = Math.Min(MixtureDensity.RowsPerBlock, count - start);
            var block = rows.Slice(start * Dimension, length * Dimension);
            _components.Energies(block, energies);
            for (var i = 0; i < length; i++)
            {
                var row = block.Slice(i * Dimension, Dimension);
                var isComplete = VectorMath.IsFinite(row);
                if (!isComplete && !IsIncomplete(row))
                {
                    outputs.Spoil(start + i, count);
                    continue;
                }
                if (!isComplete)
                    MixtureMarginal.Energies(_components, row, energies.Slice(i * k, k));
                Write(row, energies.Slice(i * k, k), start + i, outputs, shares, scratch);
            }
        }
        ArrayPool<double>.Shared.Return(buffer);
    }

    private void Write(ReadOnlySpan<float> row, ReadOnlySpan<double> energies, int i, in EnergyOutputs outputs, Span<double> shares, Span<double> scratch)
    {
        var k = NumberOfComponents;
        var free = MixtureComponents.FreeEnergy(energies, InverseTemperature, shares);
        if (!outputs.Energies.IsEmpty)
            outputs.Energies[i] = (float)free;
        for (var z = 0; z < k; z++)
        {
            if (!outputs.Scores.IsEmpty)
                outputs.Scores[(i * k) + z] = (float)energies[z];
            if (!outputs.Latents.IsEmpty)
                outputs.Latents[(i * k) + z] = (float)shares[z];
        }
        if (!outputs.Labels.IsEmpty)
            outputs.Labels[i] = Label(shares);
        if (!outputs.FeatureEnergies.IsEmpty)
            Share(row, shares, outputs.FeatureEnergies.Slice(i * Dimension, Dimension), scratch);
        if (!outputs.Reconstructions.IsEmpty)
        {
            var mean = scratch[..Dimension];
            _components.WeightedMean(shares, mean);
            Round(mean, outputs.Reconstructions.Slice(i * Dimension, Dimension));
        }
        if (!outputs.Gradients.IsEmpty)
            WriteGradient(row, shares, outputs.Gradients.Slice(i * Dimension, Dimension), scratch);
    }

    private void Share(ReadOnlySpan<float> row, ReadOnlySpan<double> shares, Span<float> features, Span<double> scratch)
    {
        if (_components.IsFull && Dimension > 1)
        {
            if (VectorMath.HasNaN(row))
                ShareObserved(row, features);
            else
                FreedFeatures.OfRow(this, row, features);
            return;
        }
        var components = (MixtureComponents)_components;
        var sum = scratch[..Dimension];
        sum.Clear();
        double latent = 0;
        for (var z = 0; z < NumberOfComponents; z++)
        {
            if (shares[z] == 0)
                continue;
            latent += shares[z] * ((Math.Log(shares[z]) / InverseTemperature) - Math.Log(Weights[z]));
            ReadOnlySpan<double> mean = components.Mean(z), factors = components.IsFull ? components.FactorRow(z, 0) : components.Factors(z);
            for (var j = 0; j < sum.Length; j++)
            {
                if (float.IsNaN(row[j]))
                    continue;
                var whitened = factors[j] * (row[j] - mean[j]);
                sum[j] += shares[z] * ((whitened * whitened / 2) + HalfLogOfTwoPi - Math.Log(factors[j]));
            }
        }
        TensorPrimitives.Add(sum, latent / (Dimension - row.Count(float.NaN)), sum);
        Round(sum, features);
        for (var j = 0; j < features.Length; j++)
        {
            if (float.IsNaN(row[j]))
                features[j] = 0;
        }
    }

    private void WriteGradient(ReadOnlySpan<float> row, ReadOnlySpan<double> shares, Span<float> gradient, Span<double> scratch)
    {
        var sum = scratch[..Dimension];
        sum.Clear();
        if (VectorMath.HasNaN(row))
        {
            GradientObserved(row, shares, sum, scratch.Slice(Dimension, 2 * Dimension));
            Round(sum, gradient);
            return;
        }
        for (var z = 0; z < NumberOfComponents; z++)
        {
            if (shares[z] != 0)
                _components.AddGradient(z, shares[z], row, sum, scratch.Slice(Dimension, 2 * Dimension));
        }
        Round(sum, gradient);
    }

    // The greatest of the shares as they are given, the first of equals; keys count from 1, and 0 is none.
    private static uint Label(ReadOnlySpan<double> shares)
    {
        if (double.IsNaN(shares[0]))
            return 0;
        var greatest = 0;
        for (var z = 1; z < shares.Length; z++)
        {
            if ((float)shares[z] > (float)shares[greatest])
                greatest = z;
        }
        return (uint)greatest + 1;
    }

    private static void Round(ReadOnlySpan<double> values, Span<float> rounded)
    {
        for (var j = 0; j < rounded.Length; j++)
            rounded[j] = (float)values[j];
    }
}
