using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>SlotNames annotations, right and wrong.</summary>
internal static class SlotNames
{
    internal const string Kind = "SlotNames";

    internal static DataViewSchema.Annotations Of(int size)
    {
        var names = new VBuffer<ReadOnlyMemory<char>>(size, [.. Enumerable.Range(0, size).Select(i => $"slot {i}".AsMemory())]);
        return Build(new VectorDataViewType(TextDataViewType.Instance, size), names);
    }

    /// <summary>Annotations of that name which are not slot names of a vector of this size.</summary>
    internal static IEnumerable<(string What, DataViewSchema.Annotations Annotations)> Malformed(int size)
    {
        yield return ("one name too many", Of(size + 1));
        yield return ("numbers", Build(
            new VectorDataViewType(NumberDataViewType.Single, size), new VBuffer<float>(size, new float[size])));
        yield return ("of unknown size", Build(
            new VectorDataViewType(TextDataViewType.Instance), new VBuffer<ReadOnlyMemory<char>>(1, ["a".AsMemory()])));
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(Kind, TextDataViewType.Instance, "all".AsMemory());
        yield return ("one text", builder.ToAnnotations());
    }

    private static DataViewSchema.Annotations Build<T>(VectorDataViewType type, VBuffer<T> value)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(Kind, type, (ref VBuffer<T> destination) => value.CopyTo(ref destination));
        return builder.ToAnnotations();
    }
}
