using System.Text;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component writes its model: a block behind the header, and further streams beside it.</summary>
public sealed partial class ModelSaveContext : IDisposable
{
    internal readonly RepositoryWriter? Repository;
    internal readonly string? Directory;
    internal readonly BinaryWriter Writer;
    internal readonly NormStr.Pool Strings = new();
    internal readonly long FpMin;
    internal ModelHeader Header = new();

    private readonly Repository.Entry? _entry;

    internal ModelSaveContext(RepositoryWriter rep, string? dir, string name)
    {
        ArgumentNullException.ThrowIfNull(rep);
        Repository = rep;
        Directory = dir;
        _entry = rep.CreateEntry(dir, name);
        Writer = new BinaryWriter(_entry.Stream, Encoding.UTF8, leaveOpen: true);
        Writer.Write(new byte[ModelHeader.Size]);
    }

    /// <summary>A model in a stream of its own, which must be able to seek.</summary>
    internal ModelSaveContext(BinaryWriter writer, IExceptionContext? ectx = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Writer = writer;
        FpMin = writer.BaseStream.Position;
        Writer.Write(new byte[ModelHeader.Size]);
    }

    internal bool InRepository => Repository is not null;

    private long Position
    {
        get
        {
            Writer.Flush();
            return Writer.BaseStream.Position - FpMin;
        }
    }

    public void Dispose()
    {
        if (_entry is null)
            return;

        Writer.Dispose();
        _entry.Dispose();
    }

    internal static void Save(BinaryWriter writer, Action<ModelSaveContext> fn)
    {
        ArgumentNullException.ThrowIfNull(fn);
        using var ctx = new ModelSaveContext(writer);
        fn(ctx);
        ctx.Done();
    }

    internal static void SaveModel<T>(RepositoryWriter rep, T value, string? path)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is not ICanSaveModel savable)
            throw new InvalidOperationException($"{value.GetType()} cannot be saved: it is no ICanSaveModel.");

        using var ctx = new ModelSaveContext(rep, path, ModelLoadContext.ModelStreamName);
        savable.Save(ctx);
        ctx.Done();
    }

    internal void CheckAtModel()
    {
        if (Position != Header.FpModel)
            throw new InvalidOperationException("The model block has been started already.");
    }

    internal void SetVersionInfo(VersionInfo ver) => Header.SetVersion(ver);

    internal void SaveModel<T>(T value, string name)
        where T : class => SaveModel(RequireRepository(), value, Microsoft.ML.Repository.Combine(Directory, name));

    internal void SaveSubModel(string dir, Action<ModelSaveContext> fn)
    {
        ArgumentNullException.ThrowIfNull(fn);
        using var ctx = new ModelSaveContext(RequireRepository(), Microsoft.ML.Repository.Combine(Directory, dir), ModelLoadContext.ModelStreamName);
        fn(ctx);
        ctx.Done();
    }

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        using var entry = RequireRepository().CreateEntry(Directory, name);
        using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8);
        action(writer);
    }

    internal void SaveTextStream(string name, Action<TextWriter> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        using var entry = RequireRepository().CreateEntry(Directory, name);
        using var writer = new StreamWriter(entry.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        action(writer);
    }

    internal void SaveStringOrNull(string? str) => Writer.Write(str is null ? -1 : Strings.Add(str));

    internal void SaveString(string str)
    {
        ArgumentNullException.ThrowIfNull(str);
        Writer.Write(Strings.Add(str));
    }

    internal void SaveString(ReadOnlyMemory<char> str) => SaveString(str.ToString());

    internal void SaveNonEmptyString(string str)
    {
        if (string.IsNullOrEmpty(str))
            throw new ArgumentOutOfRangeException(nameof(str), "The text may not be empty.");

        Writer.Write(Strings.Add(str));
    }

    internal void SaveNonEmptyString(ReadOnlyMemory<char> str) => SaveNonEmptyString(str.ToString());

    private RepositoryWriter RequireRepository() =>
        Repository ?? throw new InvalidOperationException("A model in a stream of its own has no further streams.");
}
