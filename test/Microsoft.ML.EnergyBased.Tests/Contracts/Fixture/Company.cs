using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Columns of every type that a view can have, which a component has nothing to do with and must pass on.</summary>
internal static class Company
{
    internal static IEnumerable<TableColumn> Columns(int rows)
    {
        yield return TableColumn.Text("Twin", Values(rows, i => $"first {i}"));
        yield return TableColumn.Scalar("Twin", NumberDataViewType.Int32, Values(rows, i => i));
        yield return TableColumn.Scalar("A.SByte", NumberDataViewType.SByte, Values(rows, i => (sbyte)-i));
        yield return TableColumn.Scalar("A.Byte", NumberDataViewType.Byte, Values(rows, i => (byte)i));
        yield return TableColumn.Scalar("A.Int16", NumberDataViewType.Int16, Values(rows, i => (short)(i - 9)));
        yield return TableColumn.Scalar("A.UInt16", NumberDataViewType.UInt16, Values(rows, i => (ushort)i));
        yield return TableColumn.Scalar("A.UInt32", NumberDataViewType.UInt32, Values(rows, i => (uint)i));
        yield return TableColumn.Scalar("A.Int64", NumberDataViewType.Int64, Values(rows, i => (long)i << 40));
        yield return TableColumn.Scalar("A.UInt64", NumberDataViewType.UInt64, Values(rows, i => (ulong)i << 50));
        yield return TableColumn.Scalar("A.Single", NumberDataViewType.Single, Values(rows, i => i % 3 == 0 ? float.NaN : i / 3f));
        yield return TableColumn.Scalar("A.Boolean", BooleanDataViewType.Instance, Values(rows, i => i % 2 == 0));
        yield return TableColumn.Scalar("A.Key", new KeyDataViewType(typeof(uint), 5), Values(rows, i => (uint)(i % 6)));
        yield return TableColumn.Scalar("A.DateTime", DateTimeDataViewType.Instance, Values(rows, i => new DateTime(2024, 1, 1).AddHours(i)));
        yield return TableColumn.Scalar("A.DateTimeOffset", DateTimeOffsetDataViewType.Instance, Values(rows, i => new DateTimeOffset(2024, 1, 1, i % 24, 0, 0, TimeSpan.FromHours(1))));
        yield return TableColumn.Scalar("A.TimeSpan", TimeSpanDataViewType.Instance, Values(rows, i => TimeSpan.FromMinutes(i)));
        yield return TableColumn.Scalar("A.RowId", RowIdDataViewType.Instance, Values(rows, i => new DataViewRowId((ulong)i, 5)));
        yield return TableColumn.Vector("A.Sparse", NumberDataViewType.Double, 4, Values(rows, i => new VBuffer<double>(4, 1, [i], [i % 4])), SlotNames.Of(4));
        yield return TableColumn.Vector("A.Texts", TextDataViewType.Instance, 2, Values(rows, i => new VBuffer<ReadOnlyMemory<char>>(2, [$"{i}".AsMemory(), "b".AsMemory()])));
        yield return TableColumn.Vector("A.Varying", NumberDataViewType.Int32, 0, Values(rows, i => new VBuffer<int>(i % 4, Enumerable.Repeat(i, i % 4).ToArray())));
    }

    private static IEnumerable<T> Values<T>(int rows, Func<int, T> value) => Enumerable.Range(0, rows).Select(value);
}
