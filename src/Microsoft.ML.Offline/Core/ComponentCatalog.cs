using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The loadable classes of the assemblies that were registered, by name and signature.</summary>
public sealed class ComponentCatalog
{
    private readonly Lock _registering = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), LoadableClassInfo> _classes = [];

    internal ComponentCatalog()
    {
    }

    /// <summary>Adds the loadable classes of an assembly; a second time does nothing.</summary>
    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        lock (_registering)
        {
            if (!_assemblies.Add(assembly.FullName!))
                return;

            foreach (var attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
            {
                try
                {
                    Register(attribute);
                }
                catch (InvalidOperationException) when (!throwOnError)
                {
                    // The caller asked to leave out the classes that cannot be created.
                }
            }
        }
    }

    internal LoadableClassInfo? GetLoadableClassInfo<TSig>(string loadName) => GetLoadableClassInfo(loadName, typeof(TSig));

    internal LoadableClassInfo? GetLoadableClassInfo(string loadName, Type signatureType)
    {
        lock (_registering)
            return _classes.GetValueOrDefault((LoadableClassInfo.Normalize(loadName), signatureType));
    }

    internal LoadableClassInfo[] GetAllClasses()
    {
        lock (_registering)
            return [.. _classes.Values.Distinct()];
    }

    private void Register(LoadableClassAttributeBase attribute)
    {
        var info = new LoadableClassInfo(attribute);
        foreach (var name in attribute.LoadNames.Select(LoadableClassInfo.Normalize))
        {
            foreach (var signature in attribute.SigTypes)
            {
                if (!_classes.TryAdd((name, signature), info))
                {
                    throw new InvalidOperationException(
                        $"The name '{name}' stands for both {_classes[(name, signature)].LoaderType} and {info.LoaderType}.");
                }
            }
        }
    }

    /// <summary>One loadable class, and how it is created.</summary>
    internal sealed class LoadableClassInfo
    {
        private readonly MethodBase _creator;

        internal LoadableClassInfo(LoadableClassAttributeBase attribute)
        {
            LoaderType = attribute.LoaderType;
            InstanceType = attribute.InstanceType;
            LoadNames = attribute.LoadNames;
            _creator = FindCreator(attribute);
        }

        public Type LoaderType { get; }

        public Type InstanceType { get; }

        public IReadOnlyList<string> LoadNames { get; }

        /// <summary>Creates it. What creation throws comes wrapped, and twice when it was thrown on purpose, as from ML.NET.</summary>
        public object CreateInstance(IHostEnvironment env, params object[] arguments)
        {
            object?[] all = [env, .. arguments];
            try
            {
                var created = _creator is ConstructorInfo constructor ? constructor.Invoke(all) : ((MethodInfo)_creator).Invoke(null, all);
                return created ?? throw new InvalidOperationException($"{LoaderType} created nothing.");
            }
            catch (TargetInvocationException e) when (ExceptionContext.IsMarked(e.InnerException!))
            {
                throw env.Process(new InvalidOperationException("Error during class instantiation", e));
            }
        }

        /// <summary>Names are found whatever their case and blanks.</summary>
        internal static string Normalize(string name) => name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();

        private static MethodBase FindCreator(LoadableClassAttributeBase attribute)
        {
            const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic;
            Type[] types = [typeof(IHostEnvironment), .. attribute.CtorTypes];
            var constructor = attribute.InstanceType.IsAssignableFrom(attribute.LoaderType)
                ? attribute.LoaderType.GetConstructor(BindingFlags.Instance | Any, types)
                : null;
            var method = attribute.LoaderType.GetMethod("Create", BindingFlags.Static | Any, types);
            if (method is not null && !attribute.InstanceType.IsAssignableFrom(method.ReturnType))
                method = null;

            return (constructor, method) switch
            {
                (null, null) => throw new InvalidOperationException(
                    $"{attribute.LoaderType} has neither a constructor nor a static Create of ({string.Join(", ", types.Select(t => t.Name))}) that gives {attribute.InstanceType}."),
                ({ }, { }) when constructor.IsPublic == method.IsPublic => throw new InvalidOperationException(
                    $"{attribute.LoaderType} has both a constructor and a Create method of ({string.Join(", ", types.Select(t => t.Name))})."),
                ({ }, { }) => constructor.IsPublic ? constructor : method,
                ({ }, null) => constructor,
                _ => method!,
            };
        }
    }
}
