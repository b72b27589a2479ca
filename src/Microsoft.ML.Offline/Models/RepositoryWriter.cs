using System.IO.Compression;

namespace Microsoft.ML;

/// <summary>
/// Collects the streams of a model and writes them as a .zip in one go: the streams of parts are open inside those of the
/// whole, which a .zip that is being written does not allow, and a save that fails leaves the target as it was.
/// </summary>
internal sealed class RepositoryWriter : Repository
{
    private readonly List<(string Path, MemoryStream Stream)> _entries = [];
    private readonly HashSet<string> _paths = new(StringComparer.OrdinalIgnoreCase);

    public Entry CreateEntry(string? directory, string name)
    {
        var path = Combine(directory, name);
        if (!_paths.Add(path))
            throw new InvalidOperationException($"The model already has a stream '{path}'.");

        var stream = new MemoryStream();
        _entries.Add((path, stream));
        return new Entry(path, stream);
    }

    /// <summary>Writes all streams; the target need not be able to seek.</summary>
    public void Commit(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (path, stream) in _entries)
        {
            using var entry = archive.CreateEntry(path).Open();
            // A closed MemoryStream still gives its bytes.
            if (stream.TryGetBuffer(out var bytes))
                entry.Write(bytes);
        }
    }
}
