namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>How a text file is read.</summary>
    public class Options
    {
        /// <summary>Whether a field may be in double quotes, within which separators are part of the value.</summary>
        public bool AllowQuoting;

        /// <summary>Whether a row may end with pairs <c>index:value</c> that stand for a mostly empty rest.</summary>
        public bool AllowSparse;

        /// <summary>The columns to make.</summary>
        public Column[]? Columns;

        /// <summary>The decimal marker of numbers: a point or a comma.</summary>
        public char DecimalMarker = '.';

        /// <summary>What stands before a quote inside a quoted field; the default is to double the quote.</summary>
        public char EscapeChar = '"';

        /// <summary>Whether the first line of each file names the fields.</summary>
        public bool HasHeader;

        /// <summary>A file whose first line names the fields instead.</summary>
        public string? HeaderFile;

        /// <summary>The number of fields of a row, when sparse rows do not tell it.</summary>
        public int? InputSize;

        /// <summary>The most rows to read.</summary>
        public long? MaxRows;

        /// <summary>Whether an empty field is NaN in a Single or Double column, rather than 0.</summary>
        public bool MissingRealsAsNaNs;

        /// <summary>Whether a quoted field may go on over several lines.</summary>
        public bool ReadMultilines;

        /// <summary>What separates fields.</summary>
        public char[] Separators = ['\t'];

        /// <summary>Whether to trim white space from the end of lines.</summary>
        public bool TrimWhitespace;

        /// <summary>A hint: reading here is fast on one thread, and the values do not depend on it.</summary>
        public bool UseThreads = true;

        public Options()
        {
        }
    }
}
