using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal sealed partial class ModelLoadContext
{
    private const string MLNetToken = "PublicKeyToken=cc7b13ffcd2ddd51";

    public bool ContainsModel(string name) =>
        Repository?.Contains(Microsoft.ML.Repository.Combine(Directory, name), ModelStreamName) ?? false;

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class => LoadModel<TRes, TSig>(env, out result, RequireRepository(), Microsoft.ML.Repository.Combine(Directory, name), extra);

    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes? result, string name, params object[] extra)
        where TRes : class => LoadModelOrNull<TRes, TSig>(env, out result, RequireRepository(), Microsoft.ML.Repository.Combine(Directory, name), extra);

    public bool TryProcessSubModel(string dir, Action<ModelLoadContext> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var directory = Microsoft.ML.Repository.Combine(Directory, dir);
        using var entry = Repository?.OpenEntryOrNull(directory, ModelStreamName);
        if (entry is null)
            return false;

        using var ctx = new ModelLoadContext(Repository!, entry, directory);
        action(ctx);
        return true;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string? dir, params object[] extra)
        where TRes : class
    {
        ArgumentNullException.ThrowIfNull(rep);
        using var entry = rep.OpenEntry(dir, ModelStreamName);
        LoadModel<TRes, TSig>(env, out result, rep, entry, dir, extra);
    }

    public static void LoadModel<TRes, TSig>(
        IHostEnvironment env, out TRes result, RepositoryReader rep, Repository.Entry ent, string? dir, params object[] extra)
        where TRes : class
    {
        using var ctx = new ModelLoadContext(rep, ent, dir);
        result = ctx.Create<TRes, TSig>(env, extra);
    }

    /// <summary>False, and null, when there is no model in that folder.</summary>
    public static bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes? result, RepositoryReader rep, string? dir, params object[] extra)
        where TRes : class
    {
        ArgumentNullException.ThrowIfNull(rep);
        result = null;
        using var entry = rep.OpenEntryOrNull(dir, ModelStreamName);
        if (entry is null)
            return false;

        LoadModel<TRes, TSig>(env, out result, rep, entry, dir, extra);
        return true;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, BinaryReader reader, params object[] extra)
        where TRes : class
    {
        using var ctx = new ModelLoadContext(reader);
        result = ctx.Create<TRes, TSig>(env, extra);
    }

    private static Assembly? TryLoadAssembly(string name, out Exception? error)
    {
        try
        {
            error = null;
            return Assembly.Load(new AssemblyName(name));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException)
        {
            error = e;
            return null;
        }
    }

    private TRes Create<TRes, TSig>(IHostEnvironment env, object[] extra)
        where TRes : class
    {
        ArgumentNullException.ThrowIfNull(env);
        var created = FindLoader<TSig>(env).CreateInstance(env, [this, .. extra]);
        return created as TRes
            ?? throw env.Process(new InvalidOperationException($"The model is a {created.GetType()}, and a {typeof(TRes)} is expected."));
    }

    /// <summary>
    /// The loader of this model. The assembly that the header names is loaded and registered first. What ML.NET's own
    /// assemblies would load is not there; of that, this assembly has the loader of chains.
    /// </summary>
    private ComponentCatalog.LoadableClassInfo FindLoader<TSig>(IHostEnvironment env)
    {
        Exception? error = null;
        if (LoaderAssemblyName is not null && TryLoadAssembly(LoaderAssemblyName, out error) is { } assembly)
            env.ComponentCatalog.RegisterAssembly(assembly);

        var loader = env.ComponentCatalog.GetLoadableClassInfo<TSig>(Header.LoaderSignature);
        if (loader is null && Header.LoaderSignatureAlt.Length > 0)
            loader = env.ComponentCatalog.GetLoadableClassInfo<TSig>(Header.LoaderSignatureAlt);

        if (loader is null || (error is not null && loader.LoaderType.Assembly != typeof(ModelLoadContext).Assembly))
        {
            // That of ML.NET is not missing here, its place is taken by this assembly.
            if (error is not null && !LoaderAssemblyName!.EndsWith(MLNetToken, StringComparison.OrdinalIgnoreCase))
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);

            throw env.Process(new FormatException(
                $"Couldn't load model: '{Directory}'. Its loader '{Header.LoaderSignature}' of assembly '{LoaderAssemblyName}' is not there.", error));
        }

        return loader;
    }

    private RepositoryReader RequireRepository() =>
        Repository ?? throw new InvalidOperationException("A model in a stream of its own has no further models.");
}
