using System.Runtime.InteropServices;

namespace Microsoft.ML.EnergyBased.Persistence;

/// <summary>Writes the fields of a payload, little-endian; <see cref="PayloadReader"/> reads them back in the same order.</summary>
internal sealed class PayloadWriter(BinaryWriter writer)
{
    internal void Write(int value) => writer.Write(value);

    internal void Write(long value) => writer.Write(value);

    internal void Write(float value) => writer.Write(value);

    internal void Write(double value) => writer.Write(value);

    internal void Write(bool value) => writer.Write(value);

    internal void Write(string value) => writer.Write(value);

    /// <summary>A string that may be null, such as the name of a dropped column.</summary>
    internal void WriteOptional(string? value)
    {
        writer.Write(value is not null);
        if (value is not null)
            writer.Write(value);
    }

    /// <summary>The values without their count, which the component writes as the shapes it knows.</summary>
    internal void Write(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            writer.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        foreach (var value in values)
            writer.Write(value);
    }

    /// <summary>What another component writes, with its byte count.</summary>
    internal void WriteNested(Action<PayloadWriter> write)
    {
        using var nested = new MemoryStream();
        using (var inner = new BinaryWriter(nested, System.Text.Encoding.UTF8, leaveOpen: true))
            write(new PayloadWriter(inner));
        writer.Write(checked((int)nested.Length));
        writer.Write(nested.GetBuffer().AsSpan(0, (int)nested.Length));
    }

    /// <summary>The values without their count, which the component writes as the shapes it knows.</summary>
    internal void Write(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            writer.Write(value);
    }

    /// <summary>The sizes of a network's layers, with their count.</summary>
    internal void WriteLayers(IReadOnlyList<int> units)
    {
        writer.Write(units.Count);
        foreach (var size in units)
            writer.Write(size);
    }

    /// <summary>The parameters of a network, with their count.</summary>
    internal void WriteParameters(ReadOnlySpan<float> parameters)
    {
        writer.Write(parameters.Length);
        Write(parameters);
    }
}
