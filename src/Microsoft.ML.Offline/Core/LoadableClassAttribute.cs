namespace Microsoft.ML;

/// <summary>Tells the catalog of components that a class can be created by name.</summary>
internal abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(
        string? summary, Type instType, Type loaderType, Type? argType, Type[] sigTypes, string userName, params string[] loadNames)
    {
        ArgumentNullException.ThrowIfNull(instType);
        ArgumentNullException.ThrowIfNull(loaderType);
        ArgumentNullException.ThrowIfNull(sigTypes);
        Summary = summary;
        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        SigTypes = sigTypes;
        UserName = userName;
        LoadNames = loadNames;

        if (sigTypes.Length == 0 || sigTypes.Any(s => s.BaseType != typeof(MulticastDelegate)))
            throw new ArgumentException("A signature must be a delegate type.", nameof(sigTypes));

        var parameters = sigTypes[0].GetMethod("Invoke")!.GetParameters().Select(p => p.ParameterType);
        CtorTypes = argType is null ? [.. parameters] : [argType, .. parameters];
    }

    /// <summary>The type of what is created.</summary>
    public Type InstanceType { get; private set; }

    /// <summary>The class whose constructor or Create method makes it.</summary>
    public Type LoaderType { get; private set; }

    /// <summary>The type of the options that creation takes, if any.</summary>
    public Type? ArgType { get; private set; }

    /// <summary>The signatures, as delegate types, under which it is found.</summary>
    public Type[] SigTypes { get; private set; }

    /// <summary>The types of the parameters that follow the environment.</summary>
    public Type[] CtorTypes { get; private set; }

    public string? Summary { get; private set; }

    public string UserName { get; private set; }

    /// <summary>The names under which it is found.</summary>
    public string[] LoadNames { get; private set; }

    public string? DocName { get; set; }
}

/// <summary>The attribute that assemblies with loadable classes carry, once a class.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : LoadableClassAttributeBase
{
    public LoadableClassAttribute(Type instType, Type? argType, Type sigType, string userName, params string[] loadNames)
        : base(null, instType, instType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type? argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(null, instType, instType, argType, sigTypes, userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type loaderType, Type? argType, Type sigType, string userName, params string[] loadNames)
        : base(null, instType, loaderType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type loaderType, Type? argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(null, instType, loaderType, argType, sigTypes, userName, loadNames)
    {
    }

    public LoadableClassAttribute(string summary, Type instType, Type? argType, Type sigType, string userName, params string[] loadNames)
        : base(summary, instType, instType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(string summary, Type instType, Type? argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(summary, instType, instType, argType, sigTypes, userName, loadNames)
    {
    }

    public LoadableClassAttribute(string summary, Type instType, Type loaderType, Type? argType, Type sigType, string userName, params string[] loadNames)
        : base(summary, instType, loaderType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(string summary, Type instType, Type loaderType, Type? argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(summary, instType, loaderType, argType, sigTypes, userName, loadNames)
    {
    }
}
