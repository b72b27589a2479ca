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

    internal IEnumerable<(string What, byte[] Bytes)> All()
    {
#if MLNET_OFFLINE
        return OfTheFile();
#else
        // How ML.NET itself reads a broken archive, header or schema is not ours to judge: it was seen to allocate 256 MB
        // for a file of 1 kB, and not to come back.
        return OfThePayload();
#endif
    }

    /// <summary>Only the component's own bytes are altered: what our loader reads.</summary>
    private IEnumerable<(string What, byte[] Bytes)> OfThePayload()
    {
        var name = _saved.Component;
        var block = _saved.Block;
        var stream = _saved[name];
        for (var i = 0; i < 3000; i++)
        {
            var altered = i % 3 == 0 ? Extreme(stream[block]) : Altered(stream[block], 1 + (i % 4));
            yield return ($"payload, {i}: altered bytes", _saved.With(name, [.. stream[..block.Start], .. altered, .. stream[block.End..]]).ToZip());
        }
    }

    private IEnumerable<(string What, byte[] Bytes)> OfTheFile()
    {
        for (var i = 0; i < 500; i++)
        {
            var length = random.Next(zip.Length);
            yield return ($"the first {length} bytes", zip[..length]);
        }

        for (var i = 0; i < 1000; i++)
            yield return ($"{i}: altered bytes of the archive", Altered(zip, 1 + (i % 4)));

        foreach (var name in _saved.Names)
        {
            for (var i = 0; i < 100 && i < _saved[name].Length; i++)
            {
                var length = random.Next(_saved[name].Length);
                yield return ($"{name}: the first {length} bytes", _saved.With(name, _saved[name][..length]).ToZip());
            }

            for (var i = 0; i < 300; i++)
                yield return ($"{name}, {i}: altered bytes", _saved.With(name, Altered(_saved[name], 1 + (i % 4))).ToZip());
            for (var i = 0; i < 200; i++)
                yield return ($"{name}, {i}: an extreme number", _saved.With(name, Extreme(_saved[name])).ToZip());
            for (var at = 0; at + 8 <= Math.Min(0x100, _saved[name].Length); at += 8)
                yield return ($"{name}: an extreme number in the header at {at:x}", _saved.With(name, Extreme(_saved[name], at)).ToZip());
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

        // The package's own code, and that of the offline stand-in where it runs; ML.NET's own is not ours to judge.
        var frames = new StackTrace(root).GetFrames().Select(f => f.GetMethod()?.DeclaringType?.Assembly.GetName().Name).ToArray();
        if (frames.Contains("Microsoft.ML.EnergyBased"))
            return root is FormatException;
        return !frames.Contains("Microsoft.ML.Offline")
            || root is not (NullReferenceException or IndexOutOfRangeException or InvalidCastException or KeyNotFoundException or OverflowException or ArithmeticException);
    }

    private byte[] Altered(byte[] bytes, int count)
    {
        var altered = (byte[])bytes.Clone();
        for (var i = 0; i < count; i++)
            altered[random.Next(altered.Length)] ^= (byte)random.Next(1, 256);
        return altered;
    }

    private byte[] Extreme(byte[] bytes, int? at = null)
    {
        var altered = (byte[])bytes.Clone();
        var value = Extremes[random.Next(Extremes.Length)];
        var wide = altered.Length >= sizeof(long) && random.Next(2) == 0;
        if (!wide && altered.Length < sizeof(int))
            return Altered(bytes, 1);
        var place = at ?? random.Next(altered.Length - (wide ? sizeof(long) : sizeof(int)) + 1);
        if (wide)
            BinaryPrimitives.WriteInt64LittleEndian(altered.AsSpan(place), value);
        else
            BinaryPrimitives.WriteInt32LittleEndian(altered.AsSpan(place), unchecked((int)value));
        return altered;
    }
}
