using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Offline.Tests.Api;

/// <summary>The line of a type in the API lists.</summary>
internal static class TypeHeader
{
    public static string Of(Type type)
    {
        var parameters = OwnParameters(type);
        var constraints = TypeText.Constraints(parameters);
        var head = $"{Attributes(type)}{Access(type)} {Kind(type)}";
        if (IsDelegate(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"{head} {TypeText.Of(invoke.ReturnType)} {Name(type)}({MemberText.Parameters(invoke)}){constraints}";
        }

        if (type.IsEnum)
        {
            var underlying = Enum.GetUnderlyingType(type);
            return $"{head} {Name(type)}{(underlying == typeof(int) ? "" : " : " + TypeText.Of(underlying))}";
        }

        List<string> bases = [];
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            bases.Add(TypeText.Of(parent));
        bases.AddRange(type.GetInterfaces().Where(i => i.IsVisible).Select(TypeText.Of).Order(StringComparer.Ordinal));
        return $"{head} {Name(type)}{(bases.Count == 0 ? "" : " : " + string.Join(", ", bases))}{constraints}";
    }

    public static bool IsDelegate(Type type) => type.BaseType == typeof(MulticastDelegate);

    private static Type[] OwnParameters(Type type) =>
        type.GetGenericArguments()[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..];

    private static string Name(Type type)
    {
        var name = TypeText.Of(type);
        foreach (var parameter in OwnParameters(type))
        {
            var variance = parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask;
            if (variance == GenericParameterAttributes.None)
                continue;

            var word = variance == GenericParameterAttributes.Covariant ? "out" : "in";
            name = name.Replace($"<{parameter.Name}", $"<{word} {parameter.Name}").Replace($", {parameter.Name}", $", {word} {parameter.Name}");
        }

        return name;
    }

    // The lists name three attributes; a ref struct is marked obsolete for compilers that do not know it.
    private static string Attributes(Type type)
    {
        if (type.IsByRefLike)
            return $"[Obsolete(\"{type.GetCustomAttribute<ObsoleteAttribute>()?.Message}\")] ";
        if (type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false) is not null)
            return "[AttributeUsage] ";

        return type.GetCustomAttribute<FlagsAttribute>() is null ? "" : "[Flags] ";
    }

    private static string Access(Type type) => type.IsPublic || type.IsNestedPublic ? "public" : "internal";

    private static string Kind(Type type)
    {
        if (IsDelegate(type))
            return "delegate";
        if (type.IsEnum)
            return "enum";
        if (type.IsInterface)
            return "interface";
        if (type.IsValueType)
        {
            var isReadOnly = type.GetCustomAttribute<IsReadOnlyAttribute>() is not null;
            return $"{(isReadOnly ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}struct";
        }

        return (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static class",
            (true, false) => "abstract class",
            (false, true) => "sealed class",
            _ => "class",
        };
    }
}
