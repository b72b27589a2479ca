using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Truncated and altered variants of a model file, the same ones for the same seed.</summary>
internal sealed class BrokenFiles(byte[] zip, Random random)
{
    /// <summary>What a load may allocate whatever the size of the file: archive buffers, exceptions with their traces.</summary>
    internal const long AllocationOfALoad = 1 << 20;

    // Numbers that lengths, counts and positions must be held against.
    private static readonly long[] Extremes = [0, 1, -1, 255, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 40];

    private readonly SavedModel _saved = new(zip);

    /// <summary>Only the component's own bytes are altered: what our loader reads.</summary>
    internal IEnumerable<(string What, byte[] Bytes)> All()
    {
        // How ML.NET itself reads a broken archive, header or schema is not ours to judge: it was seen to allocate 256 MB
        // for a file of 1 kB, and not to come back.
        var name = _saved.Component;
        var block = _saved.Block;
        var stream = _saved[name];
        for (var i = 0; i < 3000; i++)
        {
            var altered = i % 3 == 0 ? Extreme(stream[block]) : Altered(stream[block], 1 + (i % 4));
            yield return ($"payload, {i}: altered bytes", _saved.With(name, [.. stream[..block.Start], .. altered, .. stream[block.End..]]).ToZip());
        }
    }

    /// <summary>
    /// Whether an error is one that a user can be shown: ours is a FormatException; no other one comes out of our own
    /// code, and none is of a kind that tells of a defect or takes the process down.
    /// </summary>
    internal static bool IsClear(Exception e)
    {
        var root = e.GetBaseException();
        if (string.IsNullOrWhiteSpace(root.Message) || root is OutOfMemoryException or AccessViolationException or InsufficientExecutionStackException)
            return false;

        // ML.NET's own code is not ours to judge.
        var frames = new StackTrace(root).GetFrames().Select(f => f.GetMethod()?.DeclaringType?.Assembly.GetName().Name).ToArray();
        return !frames.Contains("Microsoft.ML.EnergyBased") || root is FormatException;
    }

    private byte[] Altered(byte[] bytes, int count)
    {
        var altered = (byte[])bytes.Clone();
        for (var i = 0; i < count; i++)
            altered[random.Next(altered.Length)] ^= (byte)random.Next(1, 256);
        return altered;
    }

    private byte[] Extreme(byte[] bytes)
    {
        var altered = (byte[])bytes.Clone();
        var value = Extremes[random.Next(Extremes.Length)];
        var wide = altered.Length >= sizeof(long) && random.Next(2) == 0;
        if (!wide && altered.Length < sizeof(int))
            return Altered(bytes, 1);
        var place = random.Next(altered.Length - (wide ? sizeof(long) : sizeof(int)) + 1);
        if (wide)
            BinaryPrimitives.WriteInt64LittleEndian(altered.AsSpan(place), value);
        else
            BinaryPrimitives.WriteInt32LittleEndian(altered.AsSpan(place), unchecked((int)value));
        return altered;
    }
}
