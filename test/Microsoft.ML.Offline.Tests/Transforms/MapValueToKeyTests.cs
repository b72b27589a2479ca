using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Tests.Transforms;

public sealed class MapValueToKeyTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void KeysCountFromOneInOrderOfOccurrence()
    {
        var data = Kinds("pear", "apple", "pear", "fig");

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Kind").Fit(data).Transform(data);

        Assert.Equal(new KeyDataViewType(typeof(uint), 3), mapped.Schema["Key"].Type);
        Assert.Equal([1u, 2u, 1u, 3u], mapped.GetColumn<uint>("Key"));
        Assert.Equal(["pear", "apple", "fig"], Text(mapped.Schema["Key"]));
    }

    [Fact]
    public void KeysCanFollowTheValues()
    {
        var data = Kinds("pear", "apple", "Zebra", "fig");

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Kind", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);

        // Characters are compared as numbers, capitals first.
        Assert.Equal(["Zebra", "apple", "fig", "pear"], Text(mapped.Schema["Key"]));
        Assert.Equal([4u, 2u, 1u, 3u], mapped.GetColumn<uint>("Key"));
    }

    [Fact]
    public void UnseenValuesGetZero()
    {
        var transformer = _ml.Transforms.Conversion.MapValueToKey("Key", "Kind").Fit(Kinds("a", "b"));

        Assert.Equal([2u, 0u, 1u], transformer.Transform(Kinds("b", "c", "a")).GetColumn<uint>("Key"));
    }

    [Fact]
    public void NumbersGetKeysToo()
    {
        var data = View.Of(_ml, new[] { 7, 3, 7 }.Select(n => new Measurement { Number = n, Features = [n, n], Precise = [0, 0] }).ToArray());

        var mapped = _ml.Transforms.Conversion.MapValueToKey(
            [new InputOutputColumnPair("A", "Number"), new InputOutputColumnPair("B", "Features")],
            keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);

        Assert.Equal([2u, 1u, 2u], mapped.GetColumn<uint>("A"));
        Assert.Equal([3, 7], View.KeyValues<int>(mapped.Schema["A"]));
        Assert.Equal([[2u, 2u], [1u, 1u], [2u, 2u]], mapped.GetColumn<uint[]>("B"));
        Assert.Equal([3f, 7f], View.KeyValues<float>(mapped.Schema["B"]));
    }

    [Fact]
    public void NaNHasNoKey()
    {
        var data = View.Of(_ml, 5, float.NaN, 6);

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Width").Fit(data).Transform(data);

        Assert.Equal([1u, 0u, 2u], mapped.GetColumn<uint>("Key"));
        Assert.Equal([5f, 6f], View.KeyValues<float>(mapped.Schema["Key"]));
    }

    [Fact]
    public void OnlyTheFirstValuesGetKeysWhenThereAreTooMany()
    {
        var data = Kinds("a", "b", "c", "a");

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Kind", maximumNumberOfKeys: 2).Fit(data).Transform(data);

        Assert.Equal([1u, 2u, 0u, 1u], mapped.GetColumn<uint>("Key"));
    }

    [Fact]
    public void KeysCanBeGiven()
    {
        var keys = _ml.Data.LoadFromEnumerable(new[] { new Term { Value = "b" }, new Term { Value = "a" } });
        var data = Kinds("a", "c", "b");

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Kind", keyData: keys).Fit(data).Transform(data);

        Assert.Equal([2u, 0u, 1u], mapped.GetColumn<uint>("Key"));
    }

    [Fact]
    public void ValuesCanBeKeptAsText()
    {
        var data = View.Of(_ml, new[] { 7, 3 }.Select(n => new Measurement { Number = n, Features = [0, 0], Precise = [0, 0] }).ToArray());

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Number", addKeyValueAnnotationsAsText: true).Fit(data).Transform(data);

        Assert.Equal(["7", "3"], Text(mapped.Schema["Key"]));
    }

    [Fact]
    public void TextKeysSurviveSaving()
    {
        var data = Kinds("pear", "apple");
        var transformer = _ml.Transforms.Conversion.MapValueToKey("Key", "Kind").Fit(data);

        var mapped = View.SavedAndLoaded(_ml, transformer, data.Schema).Transform(Kinds("apple", "?", "pear"));

        Assert.Equal([2u, 0u, 1u], mapped.GetColumn<uint>("Key"));
        Assert.Equal(["pear", "apple"], Text(mapped.Schema["Key"]));
    }

    private static string[] Text(DataViewSchema.Column column) =>
        [.. View.KeyValues<ReadOnlyMemory<char>>(column).Select(v => v.ToString())];

    private IDataView Kinds(params string[] kinds) =>
        View.Of(_ml, [.. kinds.Select(k => new Measurement { Kind = k, Features = [0, 0], Precise = [0, 0] })]);

    public sealed class Term
    {
        public string Value { get; set; } = "";
    }
}
