using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component reads its model from.</summary>
internal sealed partial class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";
    internal const string NameBinary = "Model.bin";

    public readonly RepositoryReader? Repository;
    public readonly string? Directory;
    public readonly BinaryReader Reader;
    public readonly string[] Strings;
    public readonly string? LoaderAssemblyName;
    public readonly long FpMin;
    internal ModelHeader Header;

    private readonly Repository.Entry? _entry;

    internal ModelLoadContext(RepositoryReader rep, Repository.Entry ent, string? dir)
        : this(new BinaryReader(ent.Stream, Encoding.UTF8, leaveOpen: true))
    {
        Repository = rep;
        Directory = dir;
        _entry = ent;
    }

    /// <summary>A model in a stream of its own, which must be able to seek.</summary>
    internal ModelLoadContext(BinaryReader reader, IExceptionContext? ectx = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Reader = reader;
        FpMin = reader.BaseStream.Position;
        Header = ModelHeader.Parse(reader.ReadBytes(ModelHeader.Size), reader.BaseStream.Length - FpMin);

        if (BitConverter.ToUInt64(ReadPart(Header.FpTail, ModelHeader.TailSize)) != ModelHeader.TailSignature)
            throw ModelHeader.Corrupt("it does not end with the signature of a model");

        Strings = ReadStrings();
        LoaderAssemblyName = Header.CbAssemblyName == 0
            ? null
            : Encoding.Unicode.GetString(ReadPart(Header.FpAssemblyName, Header.CbAssemblyName));
        reader.BaseStream.Position = FpMin + Header.FpModel;
    }

    public bool InRepository => Repository is not null;

    public void Dispose()
    {
        if (_entry is null)
            return;

        Reader.Dispose();
        _entry.Dispose();
    }

    public void CheckAtModel()
    {
        if (Reader.BaseStream.Position != FpMin + Header.FpModel)
            throw new InvalidOperationException("The model block has been read from already.");
    }

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        CheckVersionInfo(ver);
    }

    /// <summary>Refuses a model of another component, a newer one, and one too old to be read.</summary>
    public void CheckVersionInfo(VersionInfo ver)
    {
        var expected = ModelHeader.UnpackSignature(ver.ModelSignature);
        if (Header.ModelSignature != ver.ModelSignature)
        {
            throw ExceptionContext.Mark(new FormatException(
                $"The model has the signature '{ModelHeader.UnpackSignature(Header.ModelSignature)}', and '{expected}' is expected."));
        }

        if (Header.ModelVerReadable > ver.VerWrittenCur)
        {
            throw ExceptionContext.Mark(new FormatException(
                $"The model '{expected}' needs a reader of version {Header.ModelVerReadable:x8}, and this one is {ver.VerWrittenCur:x8}."));
        }

        if (Header.ModelVerWritten < ver.VerWeCanReadBack)
        {
            throw ExceptionContext.Mark(new FormatException(
                $"The model '{expected}' is of version {Header.ModelVerWritten:x8}, and the oldest that can be read is {ver.VerWeCanReadBack:x8}."));
        }
    }

    /// <summary>Checks that the model block was read to its end, and goes behind the model.</summary>
    public void Done()
    {
        var left = FpMin + Header.FpModel + Header.CbModel - Reader.BaseStream.Position;
        if (left != 0)
            throw ModelHeader.Corrupt($"{left} bytes of the model block were not read");

        Reader.BaseStream.Position = FpMin + Header.FpLim;
    }

    public string LoadString() =>
        LoadStringOrNull() ?? throw ModelHeader.Corrupt("a string is missing");

    public string LoadNonEmptyString()
    {
        var value = LoadString();
        return value.Length > 0 ? value : throw ModelHeader.Corrupt("a string is empty");
    }

    public string? LoadStringOrNull()
    {
        var id = Reader.ReadInt32();
        if (id == -1)
            return null;
        if ((uint)id >= (uint)Strings.Length)
            throw ModelHeader.Corrupt($"string {id} of {Strings.Length} is asked for");

        return Strings[id];
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        using var entry = Repository?.OpenEntryOrNull(Directory, name);
        if (entry is null)
            return false;

        using var reader = new BinaryReader(entry.Stream, Encoding.UTF8);
        action(reader);
        return true;
    }

    public bool TryLoadTextStream(string name, Action<TextReader> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        using var entry = Repository?.OpenEntryOrNull(Directory, name);
        if (entry is null)
            return false;

        using var reader = new StreamReader(entry.Stream, Encoding.UTF8);
        action(reader);
        return true;
    }

    private string[] ReadStrings()
    {
        var ends = ReadPart(Header.FpStringTable, Header.CbStringTable);
        var characters = ReadPart(Header.FpStringChars, Header.CbStringChars);
        var strings = new string[ends.Length / sizeof(long)];
        var start = 0;
        for (var id = 0; id < strings.Length; id++)
        {
            var end = BitConverter.ToInt64(ends, id * sizeof(long));
            if (end < start || end > characters.Length || end % sizeof(char) != 0)
                throw ModelHeader.Corrupt($"string {id} is said to end at {end} of {characters.Length}");

            strings[id] = Encoding.Unicode.GetString(characters, start, (int)end - start);
            start = (int)end;
        }

        return strings;
    }

    // The header was checked against the length of the stream, so nothing larger than the stream is allocated.
    private byte[] ReadPart(long position, long size)
    {
        if (size == 0)
            return [];

        Reader.BaseStream.Position = FpMin + position;
        var bytes = new byte[size];
        Reader.BaseStream.ReadExactly(bytes);
        return bytes;
    }
}
