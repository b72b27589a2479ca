using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased;

/// <summary>Reads and writes a <see cref="MixtureEnergy"/>.</summary>
internal static class MixtureFormat
{
    internal static MixtureEnergy Read(PayloadReader reader)
    {
        var beta = reader.ReadSingle("inverse temperature");
        if (!(beta > 0))
            throw reader.Bad("inverse temperature", beta);
        var covariance = reader.ReadEnum<MixtureCovariance>("kind of covariance");
        var count = reader.ReadInt32("number of components", minimum: 1);
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var weights = reader.ReadDoubles(count, "weights");
        var means = reader.ReadDoubles((long)count * dimension, "means");
        var size = covariance switch
        {
            MixtureCovariance.Full => (long)dimension * dimension,
            MixtureCovariance.Diagonal => dimension,
            _ => 1,
        };
        var covariances = reader.ReadDoubles(count * size, "covariances");
        try
        {
            return new MixtureEnergy(new MixtureComponents(covariance, weights, means, covariances), beta);
        }
        catch (ArgumentException e)
        {
            throw reader.Bad("mixture", e.Message);
        }
    }

    internal static void Write(PayloadWriter writer, MixtureEnergy energy)
    {
        // *** Binary format, version 1 ***
        // float: inverse temperature, (0, ∞]
        // int32: kind of covariance (MixtureCovariance)
        // int32: number of components K, int32: dimension d
        // double[K]: weights, double[K × d]: means, finite
        // double[]: covariances, K × d × d values of full ones, K × d of diagonal ones, K of spherical ones, finite
        writer.Write(energy.InverseTemperature);
        writer.Write((int)energy.Covariance);
        writer.Write(energy.NumberOfComponents);
        writer.Write(energy.Dimension);
        writer.Write(energy.Weights);
        writer.Write(energy.Means);
        writer.Write(energy.Components.Covariances);
    }
}
