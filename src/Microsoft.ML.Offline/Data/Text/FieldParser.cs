using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Reads a value from the text of a field; false when the text is none.</summary>
internal delegate bool FieldParser<T>(ReadOnlySpan<char> text, out T value);

/// <summary>The parsers of the column types, none of which depends on the culture. An empty field is the default value.</summary>
internal static class FieldParser
{
    public static FieldParser<T> Of<T>(PrimitiveDataViewType type, TextFormat format)
    {
        Delegate parser = type switch
        {
            KeyDataViewType key => Key<T>(key),
            TextDataViewType => (FieldParser<ReadOnlyMemory<char>>)Text,
            BooleanDataViewType => (FieldParser<bool>)Boolean,
            TimeSpanDataViewType => (FieldParser<TimeSpan>)TimeSpan,
            DateTimeDataViewType => (FieldParser<DateTime>)DateTime,
            DateTimeOffsetDataViewType => (FieldParser<DateTimeOffset>)DateTimeOffset,
            _ when typeof(T) == typeof(float) => new RealParser(format).Single,
            _ when typeof(T) == typeof(double) => new RealParser(format).Double,
            _ => (Delegate)GenericCall.Invoke(typeof(FieldParser), nameof(Integer), [typeof(T)])!,
        };
        return (FieldParser<T>)parser;
    }

    private static bool Text(ReadOnlySpan<char> text, out ReadOnlyMemory<char> value)
    {
        value = text.IsEmpty ? default : text.ToString().AsMemory();
        return true;
    }

    private static bool Boolean(ReadOnlySpan<char> text, out bool value)
    {
        text = text.Trim();
        value = Is(text, "1") || Is(text, "+1") || Is(text, "true") || Is(text, "yes") || Is(text, "t") || Is(text, "y") || Is(text, "+");
        return value || text.IsEmpty
            || Is(text, "0") || Is(text, "-1") || Is(text, "false") || Is(text, "no") || Is(text, "f") || Is(text, "n") || Is(text, "-");

        static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    private static bool TimeSpan(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        return text.IsWhiteSpace() || System.TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    private static bool DateTime(ReadOnlySpan<char> text, out DateTime value)
    {
        value = default;
        return text.IsWhiteSpace() || System.DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }

    private static bool DateTimeOffset(ReadOnlySpan<char> text, out DateTimeOffset value)
    {
        value = default;
        return text.IsWhiteSpace() || System.DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }

    private static FieldParser<T> Integer<T>()
        where T : struct, IBinaryInteger<T> => (text, out value) =>
        {
            value = default;
            return text.IsWhiteSpace() || T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);
        };

    // In a file the categories are counted from 0, in a column from 1; what is no category is missing.
    private static Delegate Key<T>(KeyDataViewType type) =>
        (Delegate)GenericCall.Invoke(typeof(FieldParser), nameof(KeyOf), [typeof(T)], type.Count)!;

    private static FieldParser<T> KeyOf<T>(ulong count)
        where T : struct, IBinaryInteger<T> => (text, out value) =>
        {
            var known = ulong.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number < count;
            value = known ? T.CreateTruncating(number + 1) : default;
            return known || text.IsWhiteSpace();
        };
}
