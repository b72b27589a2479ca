namespace Microsoft.ML.Data;

/// <summary>Streams that a loader reads one after the other.</summary>
public interface IMultiStreamSource
{
    int Count { get; }

    string? GetPathOrNull(int index);

    Stream Open(int index);

    TextReader OpenTextReader(int index);
}
