using System.Globalization;

namespace Samples.Shared;

/// <summary>Finds the data sets that are copied beside a sample's executable, and checks files before a sample works on them.</summary>
public static class SampleData
{
    /// <summary>
    /// The path of a data file: as given if there is such a file, otherwise in the folder data beside the executable.
    /// </summary>
    /// <exception cref="SampleException">There is no such file.</exception>
    public static string Find(string file)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "data", file);
        return File.Exists(file) ? Path.GetFullPath(file)
            : File.Exists(beside) ? beside
            : throw new SampleException($"There is no file '{file}', neither here nor among the samples' data sets.");
    }

    /// <summary>
    /// The path of a comma-separated file with a header, after a look at each line: the right number of columns, and
    /// numbers (or nothing, for a missing value) in the first <paramref name="numeric"/> of them, by default all but the last.
    /// </summary>
    /// <exception cref="SampleException">There is no such file, or a line is not as it should be.</exception>
    public static string Find(string file, int columns, int? numeric = null)
    {
        var path = Find(file);
        var numbers = numeric ?? columns - 1;
        try
        {
            var line = 0;
            foreach (var text in File.ReadLines(path))
            {
                line++;
                CheckLine(file, line, text, columns, line == 1 ? 0 : numbers);
            }
            if (line < 2)
            {
                throw new SampleException($"'{file}' has no rows.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SampleException($"Cannot read '{file}': {e.Message}", e);
        }
        return path;
    }

    private static void CheckLine(string file, int line, string text, int columns, int numbers)
    {
        if (line > 1 && text.Length == 0)
        {
            // Empty lines are skipped by the text loader.
            return;
        }
        var cells = text.Split(',');
        if (cells.Length != columns)
        {
            throw new SampleException($"'{file}', line {line}: {columns} columns expected, {cells.Length} found.");
        }
        for (var i = 0; i < numbers; i++)
        {
            var cell = cells[i].Trim();
            if (cell.Length > 0 && !float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            {
                throw new SampleException($"'{file}', line {line}: '{cell}' in column {i + 1} is not a number.");
            }
        }
    }
}
