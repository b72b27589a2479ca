using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Promised and delivered schemas in one textual form, so that they can be held against each other.</summary>
internal static class ShapeText
{
    // The way from a schema to the shape that an estimator is given is internal to ML.NET, in both flavours.
    private static readonly Func<DataViewSchema, SchemaShape> Create = typeof(SchemaShape)
        .GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic, [typeof(DataViewSchema)])!
        .CreateDelegate<Func<DataViewSchema, SchemaShape>>();

    internal static SchemaShape Shape(DataViewSchema schema) => Create(schema);

    internal static string[] OfPromised(SchemaShape shape)
        => [.. shape.Select(c => Column(c.Name, c.Kind.ToString(), c.ItemType.RawType, c.IsKey, OfPromised(c.Annotations))).Order(StringComparer.Ordinal)];

    internal static string[] OfDelivered(DataViewSchema schema)
        => [.. schema.Where(c => !c.IsHidden).Select(c => Column(c.Name, Kind(c.Type), Item(c.Type).RawType, Item(c.Type) is KeyDataViewType, OfDelivered(c.Annotations.Schema))).Order(StringComparer.Ordinal)];

    private static string Column(string name, string kind, Type item, bool isKey, string[] annotations)
        => $"{name}: {kind} of {(isKey ? "key " : "")}{item.Name} {{{string.Join(", ", annotations)}}}";

    private static string Kind(DataViewType type) => type switch
    {
        VectorDataViewType { IsKnownSize: true } => "Vector",
        VectorDataViewType => "VariableVector",
        _ => "Scalar",
    };

    private static DataViewType Item(DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;
}
