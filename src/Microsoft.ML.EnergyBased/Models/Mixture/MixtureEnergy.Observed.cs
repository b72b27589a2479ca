using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

// Rows of which not all is observed: E(y_obs, z) has the rest integrated out, component by component.
public sealed partial class MixtureEnergy
{
    // Of a row that is not finite: whether it is one to learn from.
    private bool IsIncomplete(ReadOnlySpan<float> row) => MissingValues == MissingValues.Learn && PartialRow.IsUsable(row);

    /// <summary>
    /// Of full covariances: the energy less the least with that value free, the rest of what is missing integrated out as before.
    /// </summary>
    private void ShareObserved(ReadOnlySpan<float> row, Span<float> features)
    {
        var missing = row.Count(float.NaN) + 1;
        var rowBuffer = ArrayPool<float>.Shared.Rent(2 * Dimension);
        Span<float> partial = rowBuffer.AsSpan(0, Dimension), candidate = rowBuffer.AsSpan(Dimension, Dimension);
        var room = MixtureMarginal.RoomFor(_components, missing);
        var buffer = ArrayPool<double>.Shared.Rent(room + missing + (3 * NumberOfComponents) + MixtureCondition.RoomFor(_components, 1));
        var places = ArrayPool<int>.Shared.Rent(missing);
        Span<float> energy = stackalloc float[1];
        Energy(row, energy);
        var own = energy[0];
        for (var j = 0; j < row.Length; j++)
        {
            features[j] = 0;
            if (float.IsNaN(row[j]))
                continue;
            row.CopyTo(partial);
            partial[j] = float.NaN;
            PartialRow.Places(partial, places.AsSpan(0, missing));
            var conditional = MixtureMarginal.Of(_components, InverseTemperature, partial, places.AsSpan(0, missing), j, buffer);
            var least = float.PositiveInfinity;
            for (var z = 0; z < NumberOfComponents; z++)
            {
                if (Weights[z] == 0)
                    continue;
                conditional.Search(z);
                row.CopyTo(candidate);
                conditional.Write(candidate, partial);
                Energy(candidate, energy);
                least = Math.Min(least, energy[0]);
            }
            features[j] = Math.Max(0, own - least);
        }
        ArrayPool<float>.Shared.Return(rowBuffer);
        ArrayPool<double>.Shared.Return(buffer);
        ArrayPool<int>.Shared.Return(places);
    }

    /// <summary>Σ_z r_z (Σ_z)_oo⁻¹ (y_o − μ_o): Σ_z⁻¹ of the difference with what is missing at its conditional mean, where it is 0.</summary>
    private void GradientObserved(ReadOnlySpan<float> row, ReadOnlySpan<double> shares, Span<double> sum, Span<double> scratch)
    {
        var missing = row.Count(float.NaN);
        var places = ArrayPool<int>.Shared.Rent(missing);
        var buffer = ArrayPool<double>.Shared.Rent(MixtureMarginal.RoomFor(_components, missing) + (2 * Dimension));
        Span<double> mean = buffer.AsSpan(0, Dimension), difference = buffer.AsSpan(Dimension, Dimension);
        PartialRow.Places(row, places.AsSpan(0, missing));
        for (var z = 0; z < NumberOfComponents; z++)
        {
            if (shares[z] == 0)
                continue;
            MixtureMarginal.Energy(_components, z, row, places.AsSpan(0, missing), buffer.AsSpan(2 * Dimension), out var shift, out _);
            _components.Mean(z, mean);
            MixtureComponents.Subtract(row, mean, difference);
            for (var i = 0; i < missing; i++)
                difference[places[i]] = shift[i];
            _components.AddGradient(z, shares[z], difference, sum, scratch);
        }
        for (var i = 0; i < missing; i++)
            sum[places[i]] = 0;
        ArrayPool<int>.Shared.Return(places);
        ArrayPool<double>.Shared.Return(buffer);
    }
}
