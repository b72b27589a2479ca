using System.Reflection;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Reads, sets and spoils the options of a component by reflection, so that a new option is in the suite at once.</summary>
internal static class OptionValues
{
    internal static IEnumerable<PropertyInfo> Settable(Type options)
        => options.GetProperties().Where(p => p.SetMethod is { IsPublic: true });

    internal static bool Has(Type options, string name) => options.GetProperty(name) is not null;

    internal static T Set<T>(T options, string name, object? value)
        where T : class
    {
        var property = options.GetType().GetProperty(name)
            ?? throw new InvalidOperationException($"{options.GetType()} has no option {name}: a contract class must then say why the point does not apply");
        property.SetValue(options, value);
        return options;
    }

    /// <summary>Values that no component should take for an option of this type.</summary>
    internal static IEnumerable<object?> Bad(PropertyInfo option)
    {
        var type = Nullable.GetUnderlyingType(option.PropertyType) ?? option.PropertyType;
        if (type == typeof(int))
            return [0, -1, int.MinValue];
        if (type == typeof(float))
            return [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        if (type == typeof(double))
            return [double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        if (type.IsEnum)
            return [Enum.ToObject(type, 999)];
        if (type != typeof(string))
            return [];
        var mayBeNull = new NullabilityInfoContext().Create(option).WriteState == NullabilityState.Nullable;
        return mayBeNull ? ["", "  "] : [null, "", "  "];
    }

    /// <summary>Changes every option there is, in place where it is an array.</summary>
    internal static void Spoil(object options)
    {
        foreach (var property in Settable(options.GetType()))
        {
            var value = property.GetValue(options);
            if (value is Array array)
                Clear(array);
            property.SetValue(options, Other(property.PropertyType, value));
        }
    }

    internal static string Text(object options)
        => string.Join(", ", Settable(options.GetType()).Select(p => $"{p.Name} = {Text(p.GetValue(options), 0)}"));

    private static string Text(object? value, int depth)
        => value is Array array && depth < 3 ? $"[{string.Join(", ", array.Cast<object>().Select(v => Text(v, depth + 1)))}]" : $"{value}";

    private static void Clear(Array array)
    {
        if (array is object?[] items && items.OfType<Array>().Any())
        {
            foreach (var item in items.OfType<Array>())
                Clear(item);
        }
        else
        {
            Array.Clear(array);
        }
    }

    private static object? Other(Type declared, object? value)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return type switch
        {
            _ when type == typeof(int) => (value as int? ?? 1) + 1,
            _ when type == typeof(float) => ((value as float? ?? 1) * 2) + 1,
            _ when type == typeof(double) => ((value as double? ?? 1) * 2) + 1,
            _ when type == typeof(bool) => !(value as bool? ?? false),
            _ when type == typeof(string) => "Spoilt",
            _ when type == typeof(CancellationToken) => new CancellationToken(canceled: true),
            _ when type.IsEnum => Enum.GetValues(type).Cast<object>().FirstOrDefault(v => !v.Equals(value), value!),
            _ => null,
        };
    }
}
