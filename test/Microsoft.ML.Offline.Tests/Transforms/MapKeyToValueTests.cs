using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

/// <summary>Keys back to values; what the documentation leaves open is as ML.NET 5.0.0 was seen to do it.</summary>
public sealed class MapKeyToValueTests
{
    private static readonly ReadOnlyMemory<char>[] Letters = ["a".AsMemory(), "b".AsMemory(), "c".AsMemory()];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void UndoesMapValueToKey()
    {
        var data = View.Of(_ml, new[] { "pear", "apple", "", "pear" }.Select(k => new Measurement { Kind = k, Features = [0, 0], Precise = [0, 0] }).ToArray());
        var chain = _ml.Transforms.Conversion.MapValueToKey("Key", "Kind").Append(_ml.Transforms.Conversion.MapKeyToValue("Key"));

        var mapped = chain.Fit(data).Transform(data);

        Assert.Equal(TextDataViewType.Instance, mapped.Schema["Key"].Type);
        Assert.Equal(["pear", "apple", "", "pear"], mapped.GetColumn<string>("Key"));
    }

    [Fact]
    public void AMissingKeyGivesAMissingValue()
    {
        // 0 is missing; beyond the count there is nothing either.
        uint[] keys = [1, 3, 0, 4];

        Assert.Equal(["a", "c", "", ""], Mapped<string>(Keys(TextDataViewType.Instance, Letters, keys)));
        Assert.Equal([5, 7, float.NaN, float.NaN], Mapped<float>(Keys(NumberDataViewType.Single, [5f, 6f, 7f], keys)));
        Assert.Equal([5, 7, double.NaN, double.NaN], Mapped<double>(Keys(NumberDataViewType.Double, [5d, 6d, 7d], keys)));
        Assert.Equal([5, 7, 0, 0], Mapped<int>(Keys(NumberDataViewType.Int32, [5, 6, 7], keys)));
        Assert.Equal([true, true, false, false], Mapped<bool>(Keys(BooleanDataViewType.Instance, [true, false, true], keys)));
        Assert.Equal([2u, 4u, 0u, 0u], Mapped<uint>(Keys(new KeyDataViewType(typeof(uint), 4), [2u, 3u, 4u], keys)));
        Assert.Equal(
            [TimeSpan.FromDays(1), TimeSpan.FromDays(3), default, default],
            Mapped<TimeSpan>(Keys(TimeSpanDataViewType.Instance, [TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(3)], keys)));
    }

    // Keys of 16 bits are missing here: ML.NET's own view of objects throws on them, before any transform.
    [Theory]
    [InlineData("Byte")]
    [InlineData("UInt64")]
    public void KeysOfOtherWidthsAreRead(string column)
    {
        var definition = SchemaDefinition.Create(typeof(Widths));
        definition[column].AddAnnotation("KeyValues", new VBuffer<ReadOnlyMemory<char>>(3, Letters), new VectorDataViewType(TextDataViewType.Instance, 3));
        var data = _ml.Data.LoadFromEnumerable(new Widths[] { new() { Byte = 1, UInt64 = 1 }, new() { Byte = 255, UInt64 = ulong.MaxValue } }, definition);

        Assert.Equal(["b", ""], Fit(data, column).Transform(data).GetColumn<string>("Out"));
    }

    [Fact]
    public void AVectorIsMappedSlotBySlot()
    {
        var data = View.Of(_ml, [.. new[] { 7, 3 }.Select(v => new Measurement { Features = [v, 3], Precise = [0, 0] })]);
        data = _ml.Transforms.Concatenate("Both", "Features", "Width").Append(_ml.Transforms.Conversion.MapValueToKey("Keys", "Both")).Fit(data).Transform(data);

        var mapped = Fit(data, "Keys").Transform(data);

        Assert.Equal(data.Schema["Both"].Type, mapped.Schema["Out"].Type);
        Assert.Equal(data.GetColumn<float[]>("Both"), mapped.GetColumn<float[]>("Out"));
    }

    [Fact]
    public void SlotNamesStayAndNothingElse()
    {
        var data = Sparse(TextDataViewType.Instance, Letters);

        var column = Fit(data, "Keys").Transform(data).Schema["Out"];

        Assert.Equal(["SlotNames"], column.Annotations.Schema.Select(a => a.Name));
        Assert.Equal(["s0", "s1", "s2", "s3", "s4", "s5"], View.SlotNames(column));
    }

    [Fact]
    public void ASparseVectorStaysSparseWhereMissingIsTheDefault()
    {
        var text = Assert.Single(Buffers<ReadOnlyMemory<char>>(Sparse(TextDataViewType.Instance, Letters)));
        var whole = Assert.Single(Buffers<int>(Sparse(NumberDataViewType.Int32, [5, 6, 7])));
        var real = Assert.Single(Buffers<float>(Sparse(NumberDataViewType.Single, [5f, 6f, 7f])));

        Assert.Equal((false, false, true), (text.IsDense, whole.IsDense, real.IsDense));
        Assert.Equal(["", "a", "", "", "c", ""], text.DenseValues().Select(v => v.ToString()));
        Assert.Equal([0, 5, 0, 0, 7, 0], whole.DenseValues());
        Assert.Equal([float.NaN, 5, float.NaN, float.NaN, 7, float.NaN], real.DenseValues());
    }

    [Fact]
    public void ValuesAreThoseOfTheDataThatIsMapped()
    {
        var first = Keys(TextDataViewType.Instance, Letters, 1);
        var other = Keys(NumberDataViewType.Single, [5f, 6f, 7f], 1);

        Assert.Equal([5f], Fit(first, "Key").Transform(other).GetColumn<float>("Out"));
    }

    [Fact]
    public void SeveralColumnsAreMappedAtOnce()
    {
        var data = Keys(TextDataViewType.Instance, Letters, 3, 1);

        var mapped = _ml.Transforms.Conversion.MapKeyToValue([new InputOutputColumnPair("A", "Key"), new InputOutputColumnPair("Key")]).Fit(data).Transform(data);

        Assert.Equal(["c", "a"], mapped.GetColumn<string>("A"));
        Assert.Equal(["c", "a"], mapped.GetColumn<string>("Key"));
    }

    [Fact]
    public void GivesTheSameAfterSavingAndLoading()
    {
        var data = Keys(TextDataViewType.Instance, Letters, 3, 0, 1);

        var loaded = View.SavedAndLoaded(_ml, Fit(data, "Key"), data.Schema);

        Assert.Equal(["c", "", "a"], loaded.Transform(data).GetColumn<string>("Out"));
        Assert.True(loaded.IsRowToRowMapper);
    }

    [Fact]
    public void PromisesTheSchemaThatItDelivers()
    {
        foreach (var (data, input) in new[] { (Keys(NumberDataViewType.Single, [5f, 6f, 7f], 1), "Key"), (Sparse(TextDataViewType.Instance, Letters), "Keys"), (Keys(new KeyDataViewType(typeof(uint), 4), [2u, 3u, 4u], 1), "Key") })
        {
            var promised = ShapeRecorder.Promise(_ml.Transforms.Conversion.MapKeyToValue("Out", input), data);

            Assert.Equal(ShapeRecorder.Describe(ShapeRecorder.Of(Fit(data, input).Transform(data)), "Out"), ShapeRecorder.Describe(promised, "Out"));
        }
    }

    [Fact]
    public void ReadsItsInputOnlyWhenACursorIsOpened()
    {
        var source = new CountingView(Keys(TextDataViewType.Instance, Letters, 3));
        var view = Fit(source, "Key").Transform(source);
        Assert.Empty(source.Opened);

        Assert.Equal(["c"], view.GetColumn<string>("Out"));
        Assert.Equal(["Key"], Assert.Single(source.Opened));
    }

    [Fact]
    public void AColumnWithoutKeyValuesIsRefused()
    {
        var data = _ml.Data.LoadFromEnumerable([new Keyed()]);

        foreach (var input in new[] { "Key", "Number" })
        {
            Assert.Contains("KeyValues", Assert.Throws<InvalidOperationException>(() => Fit(data, input)).Message);
            Assert.Contains($"'{input}'", Assert.Throws<ArgumentOutOfRangeException>(
                () => ShapeRecorder.Promise(_ml.Transforms.Conversion.MapKeyToValue("Out", input), data)).Message);
        }
    }

    [Fact]
    public void KeyValuesThatAreNotAsManyAsTheKeysAreRefused() =>
        Assert.Contains("KeyValues", Assert.Throws<InvalidOperationException>(() => Fit(Keys(TextDataViewType.Instance, Letters[..2], 1), "Key")).Message);

    [Fact]
    public void AMissingColumnIsNamed()
    {
        var data = Keys(TextDataViewType.Instance, Letters, 1);

        Assert.Contains("'Nope'", Assert.Throws<ArgumentOutOfRangeException>(() => Fit(data, "Nope")).Message);
        Assert.Contains("'Nope'", Assert.Throws<ArgumentOutOfRangeException>(
            () => ShapeRecorder.Promise(_ml.Transforms.Conversion.MapKeyToValue("Out", "Nope"), data)).Message);
    }

    private ITransformer Fit(IDataView data, string input) => _ml.Transforms.Conversion.MapKeyToValue("Out", input).Fit(data);

    private List<T> Mapped<T>(IDataView data) => [.. Fit(data, "Key").Transform(data).GetColumn<T>("Out")];

    private List<VBuffer<T>> Buffers<T>(IDataView data)
    {
        var view = Fit(data, "Keys").Transform(data);
        using var cursor = view.GetRowCursor([view.Schema["Out"]]);
        var getter = cursor.GetGetter<VBuffer<T>>(view.Schema["Out"]);
        var rows = new List<VBuffer<T>>();
        while (cursor.MoveNext())
        {
            var row = default(VBuffer<T>);
            getter(ref row);
            rows.Add(row);
        }

        return rows;
    }

    // Keys of three values as a column has them: 1 is the first, 0 is missing.
    private IDataView Keys<T>(PrimitiveDataViewType type, T[] values, params uint[] keys)
    {
        var definition = SchemaDefinition.Create(typeof(Keyed));
        definition["Key"].AddAnnotation("KeyValues", new VBuffer<T>(values.Length, values), new VectorDataViewType(type, values.Length));
        return _ml.Data.LoadFromEnumerable(keys.Select(key => new Keyed { Key = unchecked(key - 1) }).ToArray(), definition);
    }

    // Slots 1 and 4 of six have the keys 1 and 3; a vector counts them as the column does.
    private IDataView Sparse<T>(PrimitiveDataViewType type, T[] values)
    {
        var definition = SchemaDefinition.Create(typeof(SparseKeys));
        definition["Keys"].ColumnType = new VectorDataViewType(new KeyDataViewType(typeof(uint), 3), 6);
        definition["Keys"].AddAnnotation("KeyValues", new VBuffer<T>(values.Length, values), new VectorDataViewType(type, values.Length));
        definition["Keys"].AddAnnotation("IsNormalized", true, BooleanDataViewType.Instance);
        definition["Keys"].AddAnnotation(
            "SlotNames",
            new VBuffer<ReadOnlyMemory<char>>(6, [.. Enumerable.Range(0, 6).Select(i => $"s{i}".AsMemory())]),
            new VectorDataViewType(TextDataViewType.Instance, 6));
        return _ml.Data.LoadFromEnumerable([new SparseKeys { Keys = new VBuffer<uint>(6, 2, [1, 3], [1, 4]) }], definition);
    }

    public sealed class Keyed
    {
        [KeyType(3)]
        public uint Key { get; set; }

        public float Number { get; set; }
    }

    public sealed class Widths
    {
        [KeyType(3)]
        public byte Byte { get; set; }

        [KeyType(3)]
        public ulong UInt64 { get; set; }
    }

    public sealed class SparseKeys
    {
        public VBuffer<uint> Keys { get; set; }
    }
}
