using System.Reflection;

namespace Microsoft.ML.Offline.Tests.Api;

/// <summary>Types as the API lists write them.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(sbyte)] = "sbyte",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Of(Type type)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!);
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter)
            return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) + "?";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;

        // The arguments of an outer type come first in those of a nested one.
        var arguments = type.GetGenericArguments();
        var outer = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var prefix = type.DeclaringType is null
            ? type.Namespace
            : Of(outer == 0 ? type.DeclaringType : type.DeclaringType.MakeGenericType(arguments[..outer]));
        var name = type.Name.Split('`')[0];
        return $"{prefix}.{name}{Arguments(arguments[outer..])}";
    }

    public static string Arguments(Type[] arguments) =>
        arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Of))}>";

    /// <summary>The constraints of generic parameters, each with a blank before it.</summary>
    public static string Constraints(Type[] parameters) => string.Concat(parameters.Select(p =>
    {
        var flags = p.GenericParameterAttributes;
        List<string> all = [];
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            all.Add("class");
        all.AddRange(p.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Of));
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
            all.Add("new()");

        return all.Count == 0 ? "" : $" where {p.Name} : {string.Join(", ", all)}";
    }));
}
