using System.Buffers;
using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>A checked copy of the options that say how lines and fields are written.</summary>
internal sealed class TextFormat
{
    public TextFormat(TextLoader.Options options)
    {
        if (options.Separators is not { Length: > 0 })
            throw new ArgumentException("Must specify at least one separator", nameof(options.Separators));
        if (options.Separators.FirstOrDefault(c => c is '"' or '\n' or '\r') is var illegal and not '\0')
            throw new ArgumentOutOfRangeException("Separator", $"Illegal separator: '{illegal}'");
        if (options.AllowSparse && options.Separators.Contains(':'))
            throw new ArgumentOutOfRangeException("Separator", "When the separator is colon, turn off allowSparse");
        if (options.DecimalMarker is not ('.' or ','))
            throw new ArgumentException($"Decimal marker cannot be the '{options.DecimalMarker}' character. It must be '.' or ','.", nameof(options.DecimalMarker));
        if (options.Separators.Contains(options.DecimalMarker) && !options.AllowQuoting)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options.AllowQuoting), $"Quoting must be allowed if decimal marker and separator are the '{options.DecimalMarker}' character.");
        }

        if (options.Separators.Contains(options.EscapeChar))
            throw new ArgumentException($"Escape character '{options.EscapeChar}' cannot be a separator.", nameof(options.EscapeChar));
        if (options.InputSize <= 0)
            throw new ArgumentOutOfRangeException(nameof(options.InputSize), options.InputSize, "Must be positive");
        if (options.MaxRows < 0)
            throw new ArgumentOutOfRangeException(nameof(options.MaxRows), options.MaxRows, "Must not be negative");

        Separators = SearchValues.Create(options.Separators);
        AllowQuoting = options.AllowQuoting;
        AllowSparse = options.AllowSparse;
        DecimalMarker = options.DecimalMarker;
        EscapeChar = options.EscapeChar;
        HasHeader = options.HasHeader;
        HeaderFile = options.HeaderFile;
        InputSize = options.InputSize;
        MaxRows = options.MaxRows ?? long.MaxValue;
        MissingRealsAsNaNs = options.MissingRealsAsNaNs;
        ReadMultilines = options.ReadMultilines;
        TrimWhitespace = options.TrimWhitespace;

        var numbers = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        numbers.NumberDecimalSeparator = DecimalMarker.ToString();
        numbers.NumberGroupSeparator = "";
        Numbers = numbers;
    }

    public SearchValues<char> Separators { get; }

    public bool AllowQuoting { get; }

    public bool AllowSparse { get; }

    public char DecimalMarker { get; }

    public char EscapeChar { get; }

    public bool HasHeader { get; }

    public string? HeaderFile { get; }

    public int? InputSize { get; }

    public long MaxRows { get; }

    public bool MissingRealsAsNaNs { get; }

    public bool ReadMultilines { get; }

    public bool TrimWhitespace { get; }

    public NumberFormatInfo Numbers { get; }
}
