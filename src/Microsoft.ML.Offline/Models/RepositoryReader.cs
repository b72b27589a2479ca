using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Reads the streams of a model from a .zip.</summary>
internal sealed class RepositoryReader : Repository, IDisposable
{
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private RepositoryReader(ZipArchive archive)
    {
        _archive = archive;
        foreach (var entry in archive.Entries)
            _entries.TryAdd(entry.FullName.Replace('\\', '/'), entry);
    }

    public static RepositoryReader Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return new RepositoryReader(archive);
        }
        catch (InvalidDataException e)
        {
            archive?.Dispose();
            throw ExceptionContext.Mark(new FormatException("Failed to open a zip archive", e));
        }
    }

    public bool Contains(string? directory, string name) => _entries.ContainsKey(Combine(directory, name));

    public Entry? OpenEntryOrNull(string? directory, string name)
    {
        var path = Combine(directory, name);
        if (!_entries.TryGetValue(path, out var entry))
            return null;

        // Grows with what is really there, whatever length the archive claims.
        var copy = new MemoryStream();
        using (var source = entry.Open())
            source.CopyTo(copy);

        copy.Position = 0;
        return new Entry(path, copy);
    }

    public Entry OpenEntry(string? directory, string name) =>
        OpenEntryOrNull(directory, name) ?? throw ModelHeader.Corrupt($"it has no stream '{Combine(directory, name)}'");

    public void Dispose() => _archive.Dispose();
}
