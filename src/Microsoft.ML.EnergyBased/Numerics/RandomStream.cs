using System.Runtime.Intrinsics;
namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// The random numbers of one (seed, purpose, step, row). A stream has no state: value i depends on the key and on i
/// alone, so that the order in which values are read, the size of blocks and the number of threads do not
/// matter. A stream is read with one kind of method: the values of different kinds are made of the same bits.
/// </summary>
internal readonly struct RandomStream
{
    private const int ChunkWords = 4 * Philox.ChunkCounters;
    private const long MaximumWords = 4L << 32;

    private readonly (uint, uint) _key;
    private readonly (uint, uint, uint) _counter;

    public RandomStream(ulong seed, RandomPurpose purpose, uint step = 0, ulong row = 0)
    {
        // The counter has room for position, step and row; the purpose goes into the key, through the generator.
        (var k0, var k1, _, _) = Philox.Block(((uint)purpose, 0, 0, 0), ((uint)seed, (uint)(seed >> 32)));
        _key = (k0, k1);
        _counter = (step, (uint)row, (uint)(row >> 32));
    }

    /// <summary>Fills with values <paramref name="start"/>, <paramref name="start"/> + 1, ... of the stream, uniform on [0, 1) in steps of 2⁻²⁴.</summary>
    public void FillUniform(Span<float> values, long start = 0) => Fill(values, start, normal: false);

    /// <summary>Fills with values <paramref name="start"/>, <paramref name="start"/> + 1, ... of the stream, standard normal.</summary>
    public void FillNormal(Span<float> values, long start = 0) => Fill(values, start, normal: true);

    /// <summary>Fills with values <paramref name="start"/>, <paramref name="start"/> + 1, ... of the stream, uniform on [0, 1) in steps of 2⁻⁵³.</summary>
    public void FillUniform(Span<double> values, long start = 0)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = Uniform(start + i);
    }

    /// <summary>Value <paramref name="index"/> of the stream, uniform on [0, 1) in steps of 2⁻⁵³.</summary>
    public double Uniform(long index)
    {
        (var x0, var x1, var x2, var x3) = Block(index >> 1);
        var bits = (index & 1) == 0 ? ((ulong)x1 << 32) | x0 : ((ulong)x3 << 32) | x2;
        return (bits >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Value <paramref name="index"/> of the stream, uniform on 0 .. <paramref name="bound"/> − 1 without bias.</summary>
    /// <remarks>Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29 (2019), algorithm 5, over 64 bits.</remarks>
    public int Integer(long index, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var range = (ulong)bound;
        var threshold = (0 - range) % range;
        (uint X0, uint X1, uint X2, uint X3) block = Block(index);
        while (true)
        {
            var product = (UInt128)(((ulong)block.X1 << 32) | block.X0) * range;
            if ((ulong)product >= threshold)
                return (int)(product >> 64);
            // Rejected, about once in 2³³: the block itself is the next counter.
            block = Philox.Block(block, _key);
        }
    }

    /// <summary>Puts the values into a uniformly random order (Fisher and Yates; Knuth, TAOCP volume 2, algorithm 3.4.2 P).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = Integer(i, i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private (uint, uint, uint, uint) Block(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, uint.MaxValue);
        return Philox.Block(((uint)index, _counter.Item1, _counter.Item2, _counter.Item3), _key);
    }

    // Values come in chunks of 64, four words of 16 counters, word by word: value c·64 + w·16 + lane is made of word
    // w of counter c·16 + lane. That is the order of the registers, so that nothing has to be moved.
    private unsafe void Fill(Span<float> values, long start, bool normal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, MaximumWords - values.Length);
        var part = stackalloc float[ChunkWords];
        fixed (float* destination = values)
        {
            var done = 0;
            while (done < values.Length)
            {
                var chunk = (start + done) / ChunkWords;
                var offset = (int)((start + done) % ChunkWords);
                var length = Math.Min(ChunkWords - offset, values.Length - done);
                var whole = length == ChunkWords;
                var target = whole ? destination + done : part;
                if (normal)
                    NormalChunk((uint)(chunk * Philox.ChunkCounters), target);
                else
                    UniformChunk((uint)(chunk * Philox.ChunkCounters), target);
                if (!whole)
                    new ReadOnlySpan<float>(part + offset, length).CopyTo(values[done..]);
                done += length;
            }
        }
    }

    private unsafe void UniformChunk(uint first, float* destination)
    {
        Philox.Chunk(first, _counter, _key, out var w0, out var w1, out var w2, out var w3);
        const float Step = 1f / (1 << 24);
        (Vector512.ConvertToSingle((w0 >>> 8).AsInt32()) * Step).Store(destination);
        (Vector512.ConvertToSingle((w1 >>> 8).AsInt32()) * Step).Store(destination + 16);
        (Vector512.ConvertToSingle((w2 >>> 8).AsInt32()) * Step).Store(destination + 32);
        (Vector512.ConvertToSingle((w3 >>> 8).AsInt32()) * Step).Store(destination + 48);
    }

    private unsafe void NormalChunk(uint first, float* destination)
    {
        Philox.Chunk(first, _counter, _key, out var w0, out var w1, out var w2, out var w3);
        BoxMuller.Pair(w0, w1, out var n0, out var n1);
        BoxMuller.Pair(w2, w3, out var n2, out var n3);
        n0.Store(destination);
        n1.Store(destination + 16);
        n2.Store(destination + 32);
        n3.Store(destination + 48);
    }
}
