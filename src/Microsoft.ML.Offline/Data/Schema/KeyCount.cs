namespace Microsoft.ML.Data;

/// <summary>How many categories a key column of a text file has.</summary>
public sealed class KeyCount
{
    public ulong? Count;

    public KeyCount()
    {
    }

    public KeyCount(ulong count)
    {
        Count = count;
    }
}
