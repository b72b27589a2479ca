namespace Microsoft.ML.Data;

/// <summary>Files that a loader reads one after the other.</summary>
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (var path in paths)
            ArgumentException.ThrowIfNullOrEmpty(path, nameof(paths));

        _paths = [.. paths];
    }

    public int Count => _paths.Length;

    public string? GetPathOrNull(int index) => _paths[index];

    public Stream Open(int index) => new FileStream(_paths[index], FileMode.Open, FileAccess.Read, FileShare.Read);

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}
