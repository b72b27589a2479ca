using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased;

/// <summary>Reads and writes a <see cref="PrincipalSubspaceEnergy"/>.</summary>
internal static class PrincipalSubspaceFormat
{
    internal static PrincipalSubspaceEnergy Read(PayloadReader reader)
    {
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var components = reader.ReadInt32("number of components", minimum: 1, maximum: dimension);
        var mean = reader.ReadSingles(dimension, "mean");
        var directions = reader.ReadSingles((long)components * dimension, "components");
        var variances = reader.ReadDoubles(components, "explained variances");
        return new PrincipalSubspaceEnergy(mean, directions, variances, reader.ReadDoubles(1, "total variance")[0]);
    }

    internal static void Write(PayloadWriter writer, PrincipalSubspaceEnergy energy)
    {
        // *** Binary format, version 1 ***
        // int32: dimension d, int32: number of components r
        // float[d]: mean, finite
        // float[r × d]: components, one a row, finite
        // double[r]: explained variances, double: total variance, finite
        writer.Write(energy.Dimension);
        writer.Write(energy.NumberOfComponents);
        writer.Write(energy.Mean);
        writer.Write(energy.Components);
        writer.Write(energy.ExplainedVariances);
        writer.Write(energy.TotalVariance);
    }
}
