using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Text files as views.</summary>
public static class TextLoaderSaverCatalog
{
    public static TextLoader CreateTextLoader(
        this DataOperationsCatalog catalog,
        TextLoader.Column[] columns,
        char separatorChar = '\t',
        bool hasHeader = false,
        IMultiStreamSource? dataSample = null,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
    {
        var options = Options(separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse);
        options.Columns = columns;
        return new TextLoader(catalog.GetEnvironment(), options, dataSample);
    }

    public static TextLoader CreateTextLoader(
        this DataOperationsCatalog catalog,
        TextLoader.Options options,
        IMultiStreamSource? dataSample = null) =>
        new(catalog.GetEnvironment(), options, dataSample);

    public static TextLoader CreateTextLoader<TInput>(
        this DataOperationsCatalog catalog,
        char separatorChar = '\t',
        bool hasHeader = false,
        IMultiStreamSource? dataSample = null,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false) =>
        TextLoader.Create<TInput>(
            catalog.GetEnvironment(), Options(separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), dataSample);

    public static TextLoader CreateTextLoader<TInput>(
        this DataOperationsCatalog catalog,
        TextLoader.Options options,
        IMultiStreamSource? dataSample = null) =>
        TextLoader.Create<TInput>(catalog.GetEnvironment(), options, dataSample);

    public static IDataView LoadFromTextFile(
        this DataOperationsCatalog catalog,
        string path,
        TextLoader.Column[] columns,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
    {
        TextLoader.CheckFile(path, nameof(path));
        return catalog.CreateTextLoader(columns, separatorChar, hasHeader, null, allowQuoting, trimWhitespace, allowSparse)
            .Load(new MultiFileSource(path));
    }

    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog,
        string path,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
    {
        TextLoader.CheckFile(path, nameof(path));
        return catalog.CreateTextLoader<TInput>(separatorChar, hasHeader, null, allowQuoting, trimWhitespace, allowSparse)
            .Load(new MultiFileSource(path));
    }

    /// <summary>Only here, with options and no class, does the file itself tell the slot names and an open range's end.</summary>
    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options? options = null)
    {
        TextLoader.CheckFile(path, nameof(path));
        var source = new MultiFileSource(path);
        return catalog.CreateTextLoader(options ?? new TextLoader.Options(), source).Load(source);
    }

    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options options)
    {
        TextLoader.CheckFile(path, nameof(path));
        return catalog.CreateTextLoader<TInput>(options).Load(new MultiFileSource(path));
    }

    private static TextLoader.Options Options(char separator, bool hasHeader, bool allowQuoting, bool trimWhitespace, bool allowSparse) => new()
    {
        Separators = [separator],
        HasHeader = hasHeader,
        AllowQuoting = allowQuoting,
        TrimWhitespace = trimWhitespace,
        AllowSparse = allowSparse,
    };
}
