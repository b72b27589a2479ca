namespace Microsoft.ML.Offline.Tests.Data;

/// <summary>A file of a test, removed after it.</summary>
internal sealed class TextFile : IDisposable
{
    public TextFile(params string[] lines)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());
        File.WriteAllText(Path, string.Join('\n', lines) + "\n");
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
