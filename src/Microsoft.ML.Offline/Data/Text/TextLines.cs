namespace Microsoft.ML.Data;

/// <summary>Which lines of a file count.</summary>
internal static class TextLines
{
    /// <summary>Moves to the next line that is neither blank nor a comment.</summary>
    public static bool MoveNext(TextLineReader lines)
    {
        while (lines.MoveNext())
        {
            ReadOnlySpan<char> line = lines.Line;
            if (line.Length > 0 && !line.StartsWith("//") && line[0] != '#')
                return true;
        }

        return false;
    }
}
