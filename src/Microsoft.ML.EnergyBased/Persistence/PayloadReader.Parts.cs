using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Persistence;

// What several components have in common: names of columns, and the layers and parameters of networks.
internal sealed partial class PayloadReader
{
    /// <summary>The name of a column, as options take one.</summary>
    internal string ReadColumnName(string column)
    {
        var field = $"{column} column name";
        var name = ReadString(field);
        Check(field, () => Numerics.Check.ColumnName(name, field));
        return name;
    }

    /// <summary>The name of a column that need not be there.</summary>
    internal string? ReadOptionalColumnName(string column) => ReadBoolean($"{column} column name") ? ReadColumnName(column) : null;

    /// <summary>The names of outputs, null where dropped: at least one is kept, and no two are the same, as options have it.</summary>
    internal string?[] ReadOutputNames(params ReadOnlySpan<string> columns)
    {
        var outputs = new (string? Name, string Option)[columns.Length];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = (ReadOptionalColumnName(columns[i]), $"{columns[i]} column name");
        Check("output column name", () => Numerics.Check.OutputNames(outputs));
        return Array.ConvertAll(outputs, output => output.Name);
    }

    /// <summary>The sizes of a network's layers.</summary>
    internal int[] ReadLayers(string field, int minimum)
    {
        var units = new int[ReadInt32($"number of {field}", minimum, NetworkArchitecture.MaximumHiddenLayers)];
        foreach (ref var size in units.AsSpan())
            size = ReadInt32(field, minimum: 1);
        return units;
    }

    /// <summary>The parameters of a network, of which the shape that was read says how many there must be.</summary>
    internal float[] ReadParameters(Func<int> expected)
    {
        var count = ReadInt32("number of parameters", minimum: 1);
        var needed = Checked("network", expected);
        return count == needed ? ReadSingles("parameters", count) : throw Bad("number of parameters", $"{count}, where the layers have {needed}");
    }
}
