using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Offline.Tests.Data;

/// <summary>What ML.NET's documentation leaves open of text files, as ML.NET 5.0.0 was seen to do it.</summary>
public class VerifiedTextTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void ABadNumberIsNaNAndToldInTheLog()
    {
        var log = new List<string>();
        _ml.Log += (_, e) => log.Add($"{e.Kind} {e.Source}: {e.RawMessage}");

        Assert.Equal([1, float.NaN, 4], Singles("1", "x", "4"));
        Assert.Equal(
            ["Info TextLoader; ParseStats:   Bad value at line 2 in column A", "Info TextLoader; ParseStats: Processed 3 rows with 1 bad values and 0 format errors"],
            log.Where(l => !l.StartsWith(nameof(ChannelMessageKind.Trace), StringComparison.Ordinal)));
    }

    [Fact]
    public void WhatIsANumber() =>
        Assert.Equal(
            [float.NaN, float.NaN, float.NaN, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, 0, 0.5f, 1, -5, 2],
            Singles("?", "NaN", "NA", "Infinity", "∞", "1e40", "1e-50", ".5", "+1.", "-.5e1", " 2"));

    [Fact]
    public void ABadWholeNumberIsAnError() =>
        Assert.Throws<FormatException>(() => Column<int>(DataKind.Int32, "1", "x"));

    [Fact]
    public void CommentsStartWithSlashesAndBeforeTheFirstRowWithAHashToo()
    {
        Assert.Equal(["a", "#b", "  c"], Texts("#x", "//x", "#y", "a", "", "//x", "#b", "\"  c\""));
    }

    [Fact]
    public void BlanksBeforeAFieldAreNoPartOfIt() =>
        Assert.Equal(["a ", "", "\ta"], Texts(" a ", "   ", "\ta"));

    [Fact]
    public void AFieldThatBreaksTheRulesOfQuotingIsEmpty()
    {
        using var file = new TextFile("\"a\"b,c", "\"open,d", "\"e\" ,f");
        var view = _ml.Data.LoadFromTextFile(file.Path, Options(true, new TextLoader.Column("A", DataKind.String, 0), new TextLoader.Column("B", DataKind.String, 1)));

        Assert.Equal(["", "", "e"], Read.Column<string>(view, "A"));
        Assert.Equal(["c", "", "f"], Read.Column<string>(view, "B"));
    }

    [Fact]
    public void KeysCountFromZeroInText()
    {
        using var file = new TextFile("0,", "2,", "3,", ",", "-1,", "1.5,");
        var view = _ml.Data.LoadFromTextFile(file.Path, Options(false, new TextLoader.Column("K", DataKind.UInt32, [new TextLoader.Range(0)], new KeyCount(3))));

        Assert.Equal([1u, 3u, 0u, 0u, 0u, 0u], Read.Column<uint>(view, "K"));
    }

    [Fact]
    public void ARangeMakesAVectorAlsoOfOneField()
    {
        using var file = new TextFile("1,2,3");
        var view = _ml.Data.LoadFromTextFile(file.Path, Options(
            false,
            new TextLoader.Column("Scalar", DataKind.Single, 0),
            new TextLoader.Column("Same", DataKind.Single, 0, 0),
            new TextLoader.Column("Range", DataKind.Single, [new TextLoader.Range(1, 1)]),
            new TextLoader.Column("Open", DataKind.Single, [new TextLoader.Range(1, null)])));

        Assert.Equal("Single Vector<Single, 1> Vector<Single, 1> Vector<Single, 2>", string.Join(" ", view.Schema.Select(c => c.Type)));
    }

    [Fact]
    public void AnOpenRangeNeedsLinesOfOneSize()
    {
        using var file = new TextFile("1,2,3", "1,2");

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromTextFile(
            file.Path, Options(false, new TextLoader.Column("Open", DataKind.Single, [new TextLoader.Range(1, null)]))));
    }

    [Fact]
    public void AFileAboutWhichNothingIsSaidHasALabelAndFeatures()
    {
        using var file = new TextFile("1\t2\t3");
        var view = _ml.Data.LoadFromTextFile(file.Path);

        Assert.Equal(["Label Single", "Features Vector<Single, 2>"], view.Schema.Select(c => $"{c.Name} {c.Type}"));
        Assert.Equal([2f, 3f], Read.Column<float[]>(view, "Features").Single());
    }

    [Fact]
    public void EveryMemberNeedsItsFields()
    {
        using var file = new TextFile("1,2");

        Assert.Contains("'B'", Assert.Throws<InvalidOperationException>(() => _ml.Data.LoadFromTextFile<Incomplete>(file.Path, ',')).Message);
    }

    private static TextLoader.Options Options(bool allowQuoting, params TextLoader.Column[] columns) =>
        new() { Separators = [','], AllowQuoting = allowQuoting, Columns = columns };

    private List<float> Singles(params string[] lines) => Column<float>(DataKind.Single, lines);

    private List<string> Texts(params string[] lines) => Column<string>(DataKind.String, lines);

    private List<T> Column<T>(DataKind kind, params string[] lines)
    {
        using var file = new TextFile(lines);
        return Read.Column<T>(_ml.Data.LoadFromTextFile(file.Path, Options(true, new TextLoader.Column("A", kind, 0))), "A");
    }

    public sealed class Incomplete
    {
        [LoadColumn(0)]
        public float A { get; set; }

        [NoColumn]
        public float B { get; set; }
    }
}
