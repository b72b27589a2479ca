namespace Microsoft.ML;

/// <summary>The streams of a model, by folder and name.</summary>
internal abstract class Repository
{
    public static string Combine(string? directory, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var path = string.IsNullOrEmpty(directory) ? name : $"{directory}/{name}";
        return path.Replace('\\', '/');
    }

    /// <summary>One stream of a model; it can seek.</summary>
    public sealed class Entry(string path, Stream stream) : IDisposable
    {
        public string Path { get; } = path;

        public Stream Stream { get; } = stream;

        public void Dispose() => Stream.Dispose();
    }
}
