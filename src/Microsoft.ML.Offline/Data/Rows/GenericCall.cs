using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Calls a generic method with type arguments known only at run time: once a column, to make its getter.</summary>
internal static class GenericCall
{
    public static object? Invoke(Type owner, string method, Type[] typeArguments, params object?[] arguments)
    {
        var definition = owner.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Single(m => m.Name == method && m.GetGenericArguments().Length == typeArguments.Length);

        // DoNotWrapExceptions: the caller's user sees the error itself, not a TargetInvocationException.
        return definition.MakeGenericMethod(typeArguments).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }
}
