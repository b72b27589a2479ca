using System.Buffers;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

// One pass over rows fills every output whose span is not empty.
public sealed partial class MixtureEnergy
{
    private ref struct Outputs
    {
        public Span<float> Energies;
        public Span<float> Scores;
        public Span<float> Latents;
        public Span<float> Reconstructions;
        public Span<float> Gradients;
    }

    /// <summary>Each output that is not empty is filled.</summary>
    private void Compute(ReadOnlySpan<float> rows, Outputs outputs)
    {
        int count = rows.Length / Dimension;
        int k = NumberOfComponents;
        int room = Math.Min(count, MixtureDensity.RowsAtATime);
        double[] buffer = ArrayPool<double>.Shared.Rent((room * k) + k + (3 * Dimension));
        Span<double> energies = buffer.AsSpan(0, room * k);
        Span<double> shares = buffer.AsSpan(room * k, k);
        Span<double> scratch = buffer.AsSpan((room + 1) * k, 3 * Dimension);
        for (int start = 0; start < count; start += MixtureDensity.RowsAtATime)
        {
            int length = Math.Min(MixtureDensity.RowsAtATime, count - start);
            ReadOnlySpan<float> block = rows.Slice(start * Dimension, length * Dimension);
            _components.Energies(block, energies);
            for (int i = 0; i < length; i++)
            {
                ReadOnlySpan<float> row = block.Slice(i * Dimension, Dimension);
                if (VectorMath.IsFinite(row))
                    Write(row, energies.Slice(i * k, k), start + i, outputs, shares, scratch);
                else
                    WriteBad(start + i, outputs);
            }
        }
        ArrayPool<double>.Shared.Return(buffer);
    }

    private void Write(ReadOnlySpan<float> row, ReadOnlySpan<double> energies, int i, Outputs outputs, Span<double> shares, Span<double> scratch)
    {
        int k = NumberOfComponents;
        double free = MixtureComponents.FreeEnergy(energies, InverseTemperature, shares);
        if (!outputs.Energies.IsEmpty)
            outputs.Energies[i] = (float)free;
        for (int z = 0; z < k; z++)
        {
            if (!outputs.Scores.IsEmpty)
                outputs.Scores[(i * k) + z] = (float)energies[z];
            if (!outputs.Latents.IsEmpty)
                outputs.Latents[(i * k) + z] = (float)shares[z];
        }
        if (!outputs.Reconstructions.IsEmpty)
        {
            Span<double> mean = scratch[..Dimension];
            _components.WeightedMean(shares, mean);
            Round(mean, outputs.Reconstructions.Slice(i * Dimension, Dimension));
        }
        if (!outputs.Gradients.IsEmpty)
            WriteGradient(row, shares, outputs.Gradients.Slice(i * Dimension, Dimension), scratch);
    }

    private void WriteGradient(ReadOnlySpan<float> row, ReadOnlySpan<double> shares, Span<float> gradient, Span<double> scratch)
    {
        Span<double> sum = scratch[..Dimension];
        sum.Clear();
        for (int z = 0; z < NumberOfComponents; z++)
        {
            if (shares[z] != 0)
                _components.AddGradient(z, shares[z], row, sum, scratch.Slice(Dimension, 2 * Dimension));
        }
        Round(sum, gradient);
    }

    private void WriteBad(int i, Outputs outputs)
    {
        if (!outputs.Energies.IsEmpty)
            outputs.Energies[i] = float.NaN;
        if (!outputs.Scores.IsEmpty)
            outputs.Scores.Slice(i * NumberOfComponents, NumberOfComponents).Fill(float.NaN);
        if (!outputs.Latents.IsEmpty)
            outputs.Latents.Slice(i * NumberOfComponents, NumberOfComponents).Fill(float.NaN);
        if (!outputs.Reconstructions.IsEmpty)
            outputs.Reconstructions.Slice(i * Dimension, Dimension).Fill(float.NaN);
        if (!outputs.Gradients.IsEmpty)
            outputs.Gradients.Slice(i * Dimension, Dimension).Fill(float.NaN);
    }

    private static void Round(ReadOnlySpan<double> values, Span<float> rounded)
    {
        for (int j = 0; j < rounded.Length; j++)
            rounded[j] = (float)values[j];
    }
}
