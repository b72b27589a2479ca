using System.Reflection;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Reads values into buffers that are reused, and does nothing else with them.</summary>
internal static class Touch
{
    internal static Action[] All(DataViewRow row) => [.. row.Schema.Select(c => Of(row, c))];

    internal static Action Of(DataViewRow row, DataViewSchema.Column column)
        => (Action)typeof(Touch).GetMethod(nameof(Reader), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column])!;

    private static Action Reader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () => getter(ref value);
    }
}
