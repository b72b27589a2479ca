using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Persistence;

/// <summary>
/// Reads the fields of a payload from a stream; whatever does not fit is a <see cref="FormatException"/> that names the
/// component and the field. Every length is held against what is left of the payload before anything is allocated for it.
/// </summary>
internal sealed partial class PayloadReader(Stream stream, long length, ComponentFormat format, int version)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private long _left = length;

    /// <summary>The version that the file was written with.</summary>
    internal int Version => version;

    internal int ReadInt32(string field, int minimum = int.MinValue, int maximum = int.MaxValue)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(Take(stackalloc byte[sizeof(int)], field));
        return value >= minimum && value <= maximum ? value : throw Bad(field, value);
    }

    internal long ReadInt64(string field) => BinaryPrimitives.ReadInt64LittleEndian(Take(stackalloc byte[sizeof(long)], field));

    internal bool ReadBoolean(string field)
    {
        var value = Take(stackalloc byte[1], field)[0];
        return value <= 1 ? value == 1 : throw Bad(field, value);
    }

    /// <summary>A number that may be infinite, but not NaN.</summary>
    internal float ReadSingle(string field)
    {
        var value = BinaryPrimitives.ReadSingleLittleEndian(Take(stackalloc byte[sizeof(float)], field));
        return float.IsNaN(value) ? throw Bad(field, value) : value;
    }

    /// <summary>A number above 0, which may be infinite.</summary>
    internal float ReadPositive(string field)
    {
        var value = ReadSingle(field);
        return value > 0 ? value : throw Bad(field, value);
    }

    /// <summary>A finite number.</summary>
    internal float ReadFinite(string field)
    {
        var value = ReadSingle(field);
        return float.IsFinite(value) ? value : throw Bad(field, value);
    }

    /// <summary>A number that may be infinite, but not NaN.</summary>
    internal double ReadDouble(string field)
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(Take(stackalloc byte[sizeof(double)], field));
        return double.IsNaN(value) ? throw Bad(field, value) : value;
    }

    internal string ReadString(string field)
    {
        // BinaryWriter's form: the byte count in groups of seven bits, then UTF-8.
        var count = 0;
        Span<byte> group = stackalloc byte[1];
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(group, field)[0];
            // The fifth group has room for the last four bits of a count that is not negative.
            if (shift == 28 && next > 7)
                throw Bad(field, "a string length");
            count |= (next & 0x7f) << shift;
            if (next < 0x80)
                break;
        }

        CheckLeft(count, 1, field);
        try
        {
            return Utf8.GetString(Take(new byte[count], field));
        }
        catch (DecoderFallbackException)
        {
            throw Bad(field, "bytes that are not UTF-8");
        }
    }

    internal TEnum ReadEnum<TEnum>(string field)
        where TEnum : struct, Enum
    {
        var value = ReadInt32(field);
        return Enum.IsDefined(typeof(TEnum), value) ? (TEnum)(object)value : throw Bad(field, value);
    }

    /// <summary>Reads count × size numbers, all finite.</summary>
    internal float[] ReadSingles(string field, long count, int size = 1)
    {
        var values = TakeSingles(field, count, size);
        return values.Length == 0 || float.IsFinite(TensorPrimitives.MaxMagnitude<float>(values))
            ? values : throw Bad(field, "numbers that are not finite");
    }

    /// <summary>Reads count × size numbers, all finite or NaN, which is what was not observed.</summary>
    internal float[] ReadObserved(string field, long count, int size)
    {
        var values = TakeSingles(field, count, size);
        return Array.Exists(values, float.IsInfinity) ? throw Bad(field, "numbers that are infinite") : values;
    }

    /// <summary>Reads count × size numbers, all finite.</summary>
    internal double[] ReadDoubles(string field, long count, int size = 1)
    {
        var values = new double[CheckLeft(count, size, field, sizeof(double))];
        Take(MemoryMarshal.AsBytes(values.AsSpan()), field);
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<double, long>(values.AsSpan()), MemoryMarshal.Cast<double, long>(values.AsSpan()));
        return values.Length == 0 || double.IsFinite(TensorPrimitives.MaxMagnitude<double>(values))
            ? values : throw Bad(field, "numbers that are not finite");
    }

    /// <summary>Reads what another component has written, in the version that stands before it.</summary>
    internal T ReadNested<T>(ComponentFormat inner, Func<PayloadReader, T> read)
    {
        var innerVersion = ReadInt32($"version of {inner.Component}", minimum: 1, maximum: inner.Version);
        var innerLength = ReadInt32($"length of {inner.Component}", minimum: 0);
        CheckLeft(innerLength, 1, $"length of {inner.Component}");
        var nested = new PayloadReader(stream, innerLength, inner, innerVersion);
        _left -= innerLength;
        var result = read(nested);
        nested.End();
        return result;
    }

    internal void End()
    {
        if (_left != 0)
            throw PayloadFrame.Error(format, $"found version {version} with {_left} bytes too many");
    }

    internal FormatException Bad(string field, object? found)
        => PayloadFrame.Error(format, FormattableString.Invariant($"found version {version} with a bad {field}: {found}"));

    /// <summary>Makes what was read into something that checks itself by the same rules as options do.</summary>
    internal T Checked<T>(string field, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw Bad(field, e.Message);
        }
    }

    /// <summary>Checks what was read by the same rules as options.</summary>
    internal void Check(string field, Action check) => Checked(field, () =>
    {
        check();
        return true;
    });

    /// <summary>Gives count × size where so many values are left, without overflow.</summary>
    private float[] TakeSingles(string field, long count, int size)
    {
        var values = new float[CheckLeft(count, size, field, sizeof(float))];
        Take(MemoryMarshal.AsBytes(values.AsSpan()), field);
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(values.AsSpan()), MemoryMarshal.Cast<float, int>(values.AsSpan()));
        return values;
    }

    private int CheckLeft(long count, int size, string field, int bytes = 1)
    {
        if (count < 0 || size < 0 || (size > 0 && count > _left / bytes / size))
            throw Bad(field, size == 1 ? $"{count} values in {_left} remaining bytes" : $"{count} × {size} values in {_left} remaining bytes");
        var values = count * size;
        return values <= Array.MaxLength ? (int)values : throw Bad(field, $"{values} values");
    }

    private ReadOnlySpan<byte> Take(Span<byte> bytes, string field)
    {
        if (bytes.Length > _left)
            throw PayloadFrame.Error(format, $"found version {version} whose payload ends before {field}");
        stream.ReadExactly(bytes);
        _left -= bytes.Length;
        return bytes;
    }
}
