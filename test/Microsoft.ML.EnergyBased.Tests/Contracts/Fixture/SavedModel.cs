using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>A model file taken apart: its streams by name, decompressed.</summary>
internal sealed class SavedModel
{
    private const string ModelStream = "Model.key";
    private const int HeaderLength = 0x100;

    private readonly SortedDictionary<string, byte[]> _entries = new(StringComparer.Ordinal);

    internal SavedModel(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            _entries.Add(entry.FullName.Replace('\\', '/'), copy.ToArray());
        }
    }

    private SavedModel(SavedModel other, string changed, byte[] bytes)
    {
        foreach (var (name, value) in other._entries)
            _entries.Add(name, name == changed ? bytes : value);
    }

    internal IReadOnlyList<string> Names => [.. _entries.Keys];

    internal byte[] this[string entry] => _entries[entry];

    /// <summary>The stream of the component itself, not of the chain around it.</summary>
    internal string Component => _entries.Single(
        e => e.Key.EndsWith(ModelStream, StringComparison.Ordinal) && AssemblyOf(e.Value).StartsWith("Microsoft.ML.EnergyBased", StringComparison.Ordinal)).Key;

    /// <summary>Where the component's own bytes lie in its stream, behind ML.NET's header.</summary>
    internal Range Block
    {
        get
        {
            var header = _entries[Component].AsSpan();
            var start = (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x10..]);
            return start..(start + (int)BinaryPrimitives.ReadInt64LittleEndian(header[0x18..]));
        }
    }

    internal static SavedModel Of(MLContext ml, ITransformer model, DataViewSchema schema) => new(Zip(ml, model, schema));

    internal static byte[] Zip(MLContext ml, ITransformer model, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    internal static ITransformer Load(MLContext ml, byte[] zip)
    {
        using var stream = new MemoryStream(zip);
        return ml.Model.Load(stream, out _);
    }

    internal SavedModel With(string entry, byte[] bytes) => new(this, entry, bytes);

    /// <summary>The file again, without compression.</summary>
    internal byte[] ToZip()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in _entries)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Holds that both files have the same streams with the same bytes.</summary>
    internal static void AssertEqual(SavedModel expected, SavedModel actual)
    {
        actual.Names.Should().Equal(expected.Names);
        foreach (var name in expected.Names)
            expected[name].AsSpan().ShouldEqual(actual[name], "The bytes of {0} differ", name);
    }

    private static string AssemblyOf(byte[] stream)
    {
        if (stream.Length < HeaderLength)
            return "";
        var position = (int)BinaryPrimitives.ReadInt64LittleEndian(stream.AsSpan(0x90));
        var count = (int)BinaryPrimitives.ReadUInt32LittleEndian(stream.AsSpan(0x98));
        return Encoding.Unicode.GetString(stream, position, count);
    }
}
