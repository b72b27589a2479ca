using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Text;

namespace Microsoft.ML.EnergyBased.Persistence;

/// <summary>Reads the fields of a payload; whatever does not fit is a <see cref="FormatException"/> that names the component.</summary>
internal sealed class PayloadReader(ReadOnlyMemory<byte> payload, ComponentFormat format, int version)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _position;

    /// <summary>The version that the file was written with.</summary>
    internal int Version => version;

    internal int ReadInt32(string field, int minimum = int.MinValue, int maximum = int.MaxValue)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int), field));
        return value >= minimum && value <= maximum ? value : throw Bad(field, value);
    }

    internal long ReadInt64(string field, long minimum = long.MinValue)
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long), field));
        return value >= minimum ? value : throw Bad(field, value);
    }

    internal bool ReadBoolean(string field)
    {
        var value = Take(1, field)[0];
        return value <= 1 ? value == 1 : throw Bad(field, value);
    }

    /// <summary>A number that may be infinite, but not NaN.</summary>
    internal float ReadSingle(string field)
    {
        var value = BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float), field));
        return float.IsNaN(value) ? throw Bad(field, value) : value;
    }

    /// <summary>A number that may be infinite, but not NaN.</summary>
    internal double ReadDouble(string field)
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double), field));
        return double.IsNaN(value) ? throw Bad(field, value) : value;
    }

    internal string ReadString(string field)
    {
        // BinaryWriter's form: the byte count in groups of seven bits, then UTF-8.
        var length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(1, field)[0];
            length |= (next & 0x7f) << shift;
            if (next < 0x80)
                break;
            if (shift == 28)
                throw Bad(field, "a string length");
        }

        if (length < 0)
            throw Bad(field, length);
        try
        {
            return Utf8.GetString(Take(length, field));
        }
        catch (DecoderFallbackException)
        {
            throw Bad(field, "bytes that are not UTF-8");
        }
    }

    internal string? ReadOptionalString(string field) => ReadBoolean(field) ? ReadString(field) : null;

    /// <summary>Reads <paramref name="count"/> numbers, all finite; the count is held against the file before allocating.</summary>
    internal float[] ReadSingles(long count, string field)
    {
        if (count < 0 || count > (payload.Length - _position) / sizeof(float))
            throw Bad(field, $"{count} numbers in {payload.Length - _position} remaining bytes");
        var bytes = Take((int)count * sizeof(float), field);
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        if (values.Length > 0 && !float.IsFinite(TensorPrimitives.MaxMagnitude(values)))
            throw Bad(field, "numbers that are not finite");
        return values;
    }

    /// <summary>Reads <paramref name="count"/> numbers, all finite; the count is held against the file before allocating.</summary>
    internal double[] ReadDoubles(long count, string field)
    {
        if (count < 0 || count > (payload.Length - _position) / sizeof(double))
            throw Bad(field, $"{count} numbers in {payload.Length - _position} remaining bytes");
        var values = new double[count];
        foreach (ref var value in values.AsSpan())
        {
            value = ReadDouble(field);
            if (!double.IsFinite(value))
                throw Bad(field, "numbers that are not finite");
        }

        return values;
    }

    internal TEnum ReadEnum<TEnum>(string field)
        where TEnum : struct, Enum
    {
        var value = ReadInt32(field);
        return Enum.IsDefined(typeof(TEnum), value) ? (TEnum)(object)value : throw Bad(field, value);
    }

    internal int[] ReadLayers(string field, int minimum)
    {
        var units = new int[ReadInt32($"number of {field}", minimum, maximum: (payload.Length - _position) / sizeof(int))];
        foreach (ref var size in units.AsSpan())
            size = ReadInt32(field, minimum: 1);
        return units;
    }

    /// <summary>The parameters of a network, of which the shape that was read says how many there must be.</summary>
    internal float[] ReadParameters(Func<int> expected)
    {
        var count = ReadInt32("number of parameters", minimum: 1);
        int needed;
        try
        {
            needed = expected();
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw Bad("network", e.Message);
        }

        return count == needed ? ReadSingles(count, "parameters") : throw Bad("number of parameters", $"{count}, where the layers have {needed}");
    }

    /// <summary>Reads what another component has written, in the version that stands before it.</summary>
    internal T ReadNested<T>(ComponentFormat inner, Func<PayloadReader, T> read)
    {
        var innerVersion = ReadInt32($"version of {inner.Component}", minimum: 1, maximum: inner.Version);
        var length = ReadInt32($"length of {inner.Component}", minimum: 0, maximum: payload.Length - _position);
        var nested = new PayloadReader(payload.Slice(_position, length), inner, innerVersion);
        _position += length;
        var result = read(nested);
        nested.End();
        return result;
    }

    internal void End()
    {
        if (_position != payload.Length)
            throw PayloadFrame.Error(format, $"found version {version} with {payload.Length - _position} bytes too many");
    }

    internal FormatException Bad(string field, object found)
        => PayloadFrame.Error(format, FormattableString.Invariant($"found version {version} with a bad {field}: {found}"));

    private ReadOnlySpan<byte> Take(int count, string field)
    {
        if (count > payload.Length - _position)
            throw PayloadFrame.Error(format, $"found version {version} whose payload ends before {field}");
        var bytes = payload.Span.Slice(_position, count);
        _position += count;
        return bytes;
    }
}
