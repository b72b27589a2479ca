using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>A 128-bit identity of a row; new ones are mixed from old ones, so that they do not collide in practice.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    /// <summary>The next row made from this one: for a source that gives several rows for one.</summary>
    public DataViewRowId Next() => Mix(Low, High, 0x9E3779B97F4A7C15);

    /// <summary>A row beside this one, whose chain of <see cref="Next"/> differs.</summary>
    public DataViewRowId Fork() => Mix(Low, High, 0xC2B2AE3D27D4EB4F);

    /// <summary>A row made from two rows; the order counts.</summary>
    public DataViewRowId Combine(DataViewRowId other)
    {
        var first = Mix(Low, High, 0x165667B19E3779F9);
        return Mix(first.Low ^ other.Low, first.High ^ other.High, 0x27D4EB2F165667C5);
    }

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object? obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public int CompareTo(DataViewRowId other)
    {
        var result = High.CompareTo(other.High);
        return result == 0 ? Low.CompareTo(other.Low) : result;
    }

    public override string ToString() => $"{High:x16}{Low:x16}";

    // Four Feistel rounds over the two halves: a bijection for each constant, so two ids never meet in one step.
    private static DataViewRowId Mix(ulong low, ulong high, ulong constant)
    {
        for (var round = 1u; round <= 4; round++)
        {
            var mixed = high ^ Scramble(low + (constant * round));
            high = low;
            low = mixed;
        }

        return new DataViewRowId(low, high);
    }

    private static ulong Scramble(ulong value)
    {
        value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93;
        value = (value ^ BitOperations.RotateRight(value, 29)) * 0xA0761D6478BD642F;
        return value ^ (value >> 31);
    }
}
