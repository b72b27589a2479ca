namespace Microsoft.ML.Data;

/// <summary>Which lines of a file count.</summary>
internal static class TextLines
{
    /// <summary>Moves to the next line that is neither empty nor a comment.</summary>
    /// <param name="lines">The lines of one file.</param>
    /// <param name="isFirst">Whether none was moved to yet: at the start of a file, <c>#</c> makes a comment too.</param>
    public static bool MoveNext(TextLineReader lines, bool isFirst)
    {
        while (lines.MoveNext())
        {
            ReadOnlySpan<char> line = lines.Line;
            if (line.Length > 0 && !line.StartsWith("//") && !(isFirst && line[0] == '#'))
                return true;
        }

        return false;
    }
}
