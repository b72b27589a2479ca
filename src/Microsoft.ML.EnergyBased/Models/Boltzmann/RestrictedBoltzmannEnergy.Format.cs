using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.Boltzmann.RestrictedBoltzmannEnergy>]

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

// What the energy gives to a transformer, and to a file.
public sealed partial class RestrictedBoltzmannEnergy : IContrastiveEnergy, IStoredEnergy<RestrictedBoltzmannEnergy>
{
    static string IStoredEnergy<RestrictedBoltzmannEnergy>.Kind => "RestrictedBoltzmann";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(Dimension, HiddenUnits);

    // The free energy of binary units has no floor beyond [0, 1].
    (float Minimum, float Maximum)? IModelEnergy.Domain => _shape.IsGaussian ? null : (0, 1);

    float? IContrastiveEnergy.InverseTemperature => InverseTemperature;

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int dimension = 0, int hidden = 0) => new(
        EnergyColumns.Energy, EnergyColumns.FeatureEnergy(dimension), EnergyColumns.Code(hidden), EnergyColumns.Reconstruction(dimension));

    static RestrictedBoltzmannEnergy IStoredEnergy<RestrictedBoltzmannEnergy>.Read(PayloadReader reader)
    {
        var beta = reader.ReadPositive("inverse temperature");
        if (!float.IsFinite(beta))
            throw reader.Bad("inverse temperature", beta);
        var units = reader.ReadEnum<VisibleUnits>("visible units");
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var shape = new RestrictedBoltzmannShape(units, dimension, reader.ReadInt32("hidden units", minimum: 1));
        var parameters = reader.ReadParameters(() => shape.Parameters);
        foreach (var logVariance in shape.LogVariancesOf((ReadOnlySpan<float>)parameters))
        {
            if (!float.IsNormal(beta * MathF.Exp(-logVariance)) || !float.IsNormal(MathF.Exp(logVariance)))
                throw reader.Bad("log of a variance", logVariance);
        }

        var origin = shape.IsGaussian && reader.ReadBoolean("origin") ? reader.ReadSingles("origin", dimension) : [];
        return new RestrictedBoltzmannEnergy(shape, parameters, beta, origin);
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // float: β, above 0 and finite
        // int32: visible units, int32: number of them V, int32: hidden units H
        // int32: number of parameters, float[]: W (V × H), b, c, and for Gaussian units log σ², finite; σ² too
        // of Gaussian units, byte: whether an origin follows, float[V]: the origin, finite; the parameters are of v − origin
        writer.Write(InverseTemperature);
        writer.Write((int)VisibleUnits);
        writer.Write(Dimension);
        writer.Write(HiddenUnits);
        writer.WriteParameters(Parameters);
        if (!_shape.IsGaussian)
            return;
        writer.Write(!Origin.IsEmpty);
        writer.Write(Origin);
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs) => Compute(rows, outputs);
}
