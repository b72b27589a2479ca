using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Offline.Tests.Api;

/// <summary>Members as the API lists write them.</summary>
internal static class MemberText
{
    private const BindingFlags Own =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The members that others see: public and protected ones, and internal ones where asked for.</summary>
    public static IEnumerable<string> Of(Type type, bool withInternal)
    {
        if (TypeHeader.IsDelegate(type))
            return [];
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(f => $"{f.Name} = {Convert.ToString(f.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
        }

        bool Seen(MethodBase? m) => m is not null && (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly || (withInternal && m.IsAssembly));

        var fields = type.GetFields(Own)
            .Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly || (withInternal && f.IsAssembly))
            .Where(f => !IsGenerated(f))
            .Select(Field);
        var constructors = type.GetConstructors(Own).Where(c => !c.IsStatic && Seen(c))
            .Select(c => $"{Access(c)}{type.Name.Split('`')[0]}({Parameters(c)});");
        var properties = type.GetProperties(Own).Where(p => Seen(p.GetMethod) || Seen(p.SetMethod))
            .Select(p => Property(p, withInternal ? p.SetMethod : Seen(p.SetMethod) ? p.SetMethod : null));
        var events = type.GetEvents(Own).Where(e => Seen(e.AddMethod))
            .Select(e => $"{Access(e.AddMethod!)}event {TypeText.Of(e.EventHandlerType!)} {e.Name};");
        var methods = type.GetMethods(Own).Where(m => !m.IsSpecialName && Seen(m) && !IsGenerated(m)).Select(Method);
        return [.. fields, .. constructors, .. properties, .. events, .. methods];
    }

    public static string Parameters(MethodBase method)
    {
        var parameters = method.GetParameters().Select(p =>
        {
            var modifier = p.ParameterType.IsByRef ? (p.IsOut ? "out " : p.IsIn ? "in " : "ref ") : "";
            if (p.IsDefined(typeof(ParamArrayAttribute)))
                modifier = "params ";

            var value = p.HasDefaultValue ? $" = {Default(p)}" : "";
            return $"{modifier}{TypeText.Of(p.ParameterType)} {p.Name}{value}";
        });
        var self = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return self + string.Join(", ", parameters);
    }

    private static string Field(FieldInfo field)
    {
        var access = field.IsPublic ? "public " : field.IsFamily ? "protected " : field.IsFamilyOrAssembly ? "protected internal " : "internal ";
        var type = TypeText.Of(field.FieldType);
        if (field.IsLiteral)
            return $"{access}const {type} {field.Name} = {Literal(field.GetRawConstantValue())};";

        return $"{access}{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{type} {field.Name};";
    }

    // Only the list of internal members shows private setters.
    private static string Property(PropertyInfo property, MethodInfo? setMethod)
    {
        var accessors = new[] { property.GetMethod, setMethod }.OfType<MethodInfo>().ToArray();
        var widest = accessors.MinBy(a => a.IsPublic ? 0 : a.IsFamilyOrAssembly ? 1 : a.IsFamily ? 2 : a.IsAssembly ? 3 : 4)!;
        var list = accessors.Select(a =>
        {
            var own = Access(a) == Access(widest) ? "" : AccessOnly(a);
            return $"{own}{(a == property.GetMethod ? "get" : "set")}; ";
        });
        var name = property.GetIndexParameters() is { Length: > 0 } index
            ? $"this[{string.Join(", ", index.Select(p => $"{TypeText.Of(p.ParameterType)} {p.Name}"))}]"
            : property.Name;
        return $"{Access(widest)}{TypeText.Of(property.PropertyType)} {name} {{ {string.Concat(list)}}}";
    }

    private static string Method(MethodInfo method)
    {
        var generic = method.GetGenericArguments();
        return $"{Access(method)}{TypeText.Of(method.ReturnType)} {method.Name}{TypeText.Arguments(generic)}({Parameters(method)}){TypeText.Constraints(generic)};";
    }

    private static string Access(MethodBase method)
    {
        var access = AccessOnly(method);
        if (method.DeclaringType!.IsInterface)
            return access;
        if (method.IsStatic)
            return access + "static ";
        if (method is not MethodInfo { IsVirtual: true } virtualMethod)
            return access;

        var overrides = virtualMethod.GetBaseDefinition() != virtualMethod;
        if (method.IsAbstract)
            return access + (overrides ? "abstract override " : "abstract ");
        if (overrides)
            return access + (method.IsFinal ? "sealed override " : "override ");

        return access + (method.IsFinal ? "" : "virtual ");
    }

    private static string AccessOnly(MethodBase method) =>
        method.IsPublic ? "public "
        : method.IsFamily ? "protected "
        : method.IsFamilyOrAssembly ? "protected internal "
        : method.IsAssembly ? "internal "
        : "private ";

    private static string Default(ParameterInfo parameter)
    {
        var value = parameter.RawDefaultValue;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type.IsEnum && value is not null
            ? $"{TypeText.Of(type)}.{Enum.ToObject(type, value)}"
            : Literal(value);
    }

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        char c => c is >= ' ' and <= '~' ? $"'{c}'" : $"'\\u{(int)c:x4}'",
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name.Contains('<');
}
