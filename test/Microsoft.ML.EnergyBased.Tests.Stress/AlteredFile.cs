using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>What became of an altered file.</summary>
internal enum Fate
{
    /// <summary>A FormatException that names the component.</summary>
    Refused,

    /// <summary>Loaded, saved again to the same bytes, and scored.</summary>
    Scored,

    /// <summary>Neither.</summary>
    Fault,
}

/// <summary>One altered model file with the right digest: made from a seed and a number, loaded, saved again and scored.</summary>
internal sealed partial class AlteredFile
{
    // What a load may allocate: so many times the file, for packed copies of thin matrices, and room for what every file needs.
    private const int AllocatedAByte = 64;
    private const long AllocatedAtAll = 8 << 20;

    // Of processors, so that a busy machine does not count.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(60);

    private readonly CorpusModel _model;
    private readonly List<Field> _fields;
    private readonly int _version;

    private AlteredFile(CorpusModel model, List<Field> fields, int version, string done)
    {
        (_model, _fields, _version) = (model, fields, version);
        Done = $"{model.Name}: {done}";
    }

    /// <summary>The model and what was done to it, in words.</summary>
    internal string Done { get; }

    internal static AlteredFile Of(IReadOnlyList<(CorpusModel Model, IReadOnlyList<Field> Fields)> corpus, int seed, int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var (model, fields) = corpus[number % corpus.Count];
        var alterations = new Alterations(random);
        var altered = alterations.Alter(fields);
        var version = random.Next(100) == 0 ? random.Next(-1, 5) : model.Format.Version;
        return new AlteredFile(model, altered, version, alterations.Done);
    }

    internal static byte[] Framed(byte[] payload, int version)
    {
        var bytes = new byte[sizeof(int) + sizeof(long) + payload.Length + 8];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(int)), payload.Length);
        payload.CopyTo(bytes, sizeof(int) + sizeof(long));
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - 8)).AsSpan(0, 8).CopyTo(bytes.AsSpan(bytes.Length - 8));
        return bytes;
    }

    internal (Fate Fate, string What) Try()
    {
        var fields = _fields;
        for (var attempt = 0; ; attempt++)
        {
            var payload = Field.ToBytes(fields);
            var (fate, what) = Try(payload);
            // A reader that says how many parameters there should be is given them once: what comes after them is tried then.
            if (fate != Fate.Refused || attempt > 0 || Parameters().Match(what) is not { Success: true } match)
                return (fate, what);
            fields = [.. fields];
            var (has, needs) = (int.Parse(match.Groups[1].ValueSpan), long.Parse(match.Groups[2].ValueSpan));
            var place = fields.FindLastIndex(f => f.Kind == FieldKind.Singles && f.Bytes.Length == (long)has * sizeof(float));
            if (place < 0 || needs is < 1 or > 1 << 20)
                return (fate, what);
            Alterations.Resize(fields, place, needs);
        }
    }

    private (Fate Fate, string What) Try(byte[] payload)
    {
        var began = Environment.CpuUsage.TotalTime;
        var framed = Framed(payload, _version);
        EnergyBasedTransformer loaded;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            loaded = _model.Load(new MemoryStream(framed));
        }
        catch (FormatException e) when (e.Message.Contains("cannot load the model", StringComparison.Ordinal))
        {
            return Allocated(before, framed.Length) is { } much ? (Fate.Fault, $"refused, but {much}") : (Fate.Refused, e.Message);
        }
        catch (Exception e)
        {
            return (Fate.Fault, $"at loading: {e}");
        }

        if (Allocated(before, framed.Length) is { } allocated)
            return (Fate.Fault, allocated);
        try
        {
            if (!Field.ToBytes(FieldRecorder.FieldsOf(loaded)).AsSpan().SequenceEqual(payload))
                return (Fate.Fault, "loaded, but saved again it has other bytes: something is read and not kept");
            Scoring.Run(loaded);
        }
        catch (Exception e)
        {
            return (Fate.Fault, $"at scoring: {e}");
        }

        var taken = Environment.CpuUsage.TotalTime - began;
        return taken > Slow ? (Fate.Fault, $"scored, but took {taken}") : (Fate.Scored, "");
    }

    private static string? Allocated(long before, int length)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > ((long)AllocatedAByte * length) + AllocatedAtAll ? $"loading allocated {allocated} bytes for a file of {length}" : null;
    }

    [GeneratedRegex(@"number of parameters: (\d+), where the layers have (\d+)")]
    private static partial Regex Parameters();
}
