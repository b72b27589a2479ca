using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class TextLoaderTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ClassSaysWhichFieldsMakeWhichColumn()
    {
        using var file = new TextFile("a,b,c,d,e", "1,2,3,cat,true", "-0.5,1e3,.25,dog,0");
        var view = _ml.Data.LoadFromTextFile<Animal>(file.Path, separatorChar: ',', hasHeader: true);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), view.Schema["Features"].Type);
        Assert.False(view.Schema["Features"].HasSlotNames());
        Assert.Equal([[1f, 2f, 3f], [-0.5f, 1000f, 0.25f]], Read.Column<float[]>(view, "Features"));
        Assert.Equal(["cat", "dog"], Read.Column<string>(view, "Kind"));
        Assert.Equal([true, false], Read.Column<bool>(view, "Tame"));
        Assert.Equal([2.0, 1000.0], Read.Column<double>(view, "Second"));
    }

    [Fact]
    public void EveryCursorReadsTheFileAnew()
    {
        using var file = new TextFile("1,2,3,cat,true", "4,5,6,dog,false");
        var view = _ml.Data.LoadFromTextFile<Animal>(file.Path, ',');

        Assert.Equal(["cat", "dog"], Read.Column<string>(view, "Kind"));
        Assert.Equal(["cat", "dog"], Read.Column<string>(view, "Kind"));
        Assert.Equal(2, Read.Ids(view).Distinct().Count());
    }

    [Fact]
    public void OptionsGiveSlotNamesOfTheHeader()
    {
        using var file = new TextFile("x,y,label,z", "1,2,7,3");
        var view = _ml.Data.LoadFromTextFile(file.Path, new TextLoader.Options
        {
            HasHeader = true,
            Separators = [','],
            Columns =
            [
                new TextLoader.Column("Features", DataKind.Single, [new TextLoader.Range(0, 1), new TextLoader.Range(3)]),
                new TextLoader.Column("Label", DataKind.Int32, 2),
            ],
        });

        var names = default(VBuffer<ReadOnlyMemory<char>>);
        view.Schema["Features"].GetSlotNames(ref names);
        Assert.Equal(["x", "y", "z"], names.DenseValues().Select(n => n.ToString()));
        Assert.Equal([1f, 2f, 3f], Read.Column<float[]>(view, "Features").Single());
        Assert.Equal(7, Read.Column<int>(view, "Label").Single());
    }

    [Fact]
    public void OpenRangeEndsWhereTheDataDoes()
    {
        using var file = new TextFile("l\ta\tb\tc", "1\t2\t3\t4", "5\t6\t7\t8");
        var view = _ml.Data.LoadFromTextFile(file.Path, new TextLoader.Options
        {
            HasHeader = true,
            Columns = [new TextLoader.Column("Features", DataKind.Single, [new TextLoader.Range(1, null)])],
        });

        Assert.Equal([[2f, 3f, 4f], [6f, 7f, 8f]], Read.Column<float[]>(view, "Features"));
    }

    [Fact]
    public void QuotesHoldSeparatorsAndDoubledQuotes()
    {
        using var file = new TextFile("1,\"a, b\",x", "2,\"say \"\"hi\"\"\",y", "3,plain,z", "4,\"\",w");
        var view = _ml.Data.LoadFromTextFile<Quoted>(file.Path, ',', allowQuoting: true);

        Assert.Equal(["a, b", "say \"hi\"", "plain", ""], Read.Column<string>(view, "Text"));
        Assert.Equal(["x", "y", "z", "w"], Read.Column<string>(view, "Last"));
    }

    [Fact]
    public void WithoutQuotingQuotesArePlainText()
    {
        using var file = new TextFile("1,\"a\",x");
        var view = _ml.Data.LoadFromTextFile<Quoted>(file.Path, ',');

        Assert.Equal("\"a\"", Read.Column<string>(view, "Text").Single());
    }

    [Fact]
    public void QuotedFieldMayGoOverLines()
    {
        using var file = new TextFile("1,\"one", "two\",x", "2,b,y");
        var options = new TextLoader.Options { Separators = [','], AllowQuoting = true, ReadMultilines = true };
        var view = _ml.Data.LoadFromTextFile<Quoted>(file.Path, options);

        Assert.Equal(["one\ntwo", "b"], Read.Column<string>(view, "Text"));
        Assert.Equal([1f, 2f], Read.Column<float>(view, "Number"));
    }

    [Fact]
    public void EscapeCharacterStandsBeforeAQuote()
    {
        using var file = new TextFile("1,\"a \\\"b\\\"\",x");
        var options = new TextLoader.Options { Separators = [','], AllowQuoting = true, EscapeChar = '\\' };

        Assert.Equal("a \"b\"", Read.Column<string>(_ml.Data.LoadFromTextFile<Quoted>(file.Path, options), "Text").Single());
    }

    [Fact]
    public void EmptyNumbersAreZeroUnlessMissingIsAskedFor()
    {
        using var file = new TextFile("1,,3,,");
        var columns = new[] { new TextLoader.Column("V", DataKind.Single, 0, 2), new TextLoader.Column("D", DataKind.Double, 3), new TextLoader.Column("I", DataKind.Int32, 4) };
        var zero = _ml.Data.LoadFromTextFile(file.Path, new TextLoader.Options { Separators = [','], Columns = columns });
        var missing = _ml.Data.LoadFromTextFile(file.Path, new TextLoader.Options { Separators = [','], Columns = columns, MissingRealsAsNaNs = true });

        Assert.Equal([1f, 0f, 3f], Read.Column<float[]>(zero, "V").Single());
        Assert.Equal(0.0, Read.Column<double>(zero, "D").Single());
        Assert.Equal([1f, float.NaN, 3f], Read.Column<float[]>(missing, "V").Single());
        Assert.Equal(double.NaN, Read.Column<double>(missing, "D").Single());
        Assert.Equal(0, Read.Column<int>(missing, "I").Single());
    }

    [Fact]
    public void FieldsThatALineLacksAreEmptyOnes()
    {
        using var file = new TextFile("1,2,a", "3");
        var columns = new[] { new TextLoader.Column("V", DataKind.Single, 0, 1), new TextLoader.Column("T", DataKind.String, 2) };
        var view = _ml.Data.LoadFromTextFile(file.Path, new TextLoader.Options { Separators = [','], Columns = columns, MissingRealsAsNaNs = true });

        Assert.Equal([[1f, 2f], [3f, float.NaN]], Read.Column<float[]>(view, "V"));
        Assert.Equal(["a", ""], Read.Column<string>(view, "T"));
    }

    [Fact]
    public void DecimalMarkerMayBeAComma()
    {
        using var file = new TextFile("1,5;-1,25e1;3");
        var columns = new[] { new TextLoader.Column("V", DataKind.Double, 0, 2) };
        var view = _ml.Data.LoadFromTextFile(file.Path, new TextLoader.Options { Separators = [';'], Columns = columns, DecimalMarker = ',' });

        Assert.Equal([1.5, -12.5, 3.0], Read.Column<double[]>(view, "V").Single());
    }

    [Fact]
    public void FileOfAHeaderOnlyHasNoRows()
    {
        using var file = new TextFile("a,b,c,d,e");

        Assert.Empty(Read.Column<string>(_ml.Data.LoadFromTextFile<Animal>(file.Path, ',', hasHeader: true), "Kind"));
    }

    [Fact]
    public void QuestionMarkAndNaNAreMissing()
    {
        using var file = new TextFile("?,NaN,2");
        var view = _ml.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("V", DataKind.Single, 0, 2)], ',');

        Assert.Equal([float.NaN, float.NaN, 2f], Read.Column<float[]>(view, "V").Single());
    }

    [Fact]
    public void BadIntegerIsAnErrorThatNamesItsColumn()
    {
        using var file = new TextFile("1", "x");
        var view = _ml.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("Count", DataKind.Int32, 0)], ',');

        var error = Assert.ThrowsAny<Exception>(() => Read.Column<int>(view, "Count"));
        Assert.Contains("Count", error.ToString());
    }

    [Fact]
    public void KindsAreParsedWithoutTheCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        using var file = new TextFile("1.5;-2.25;200;-7;18446744073709551615;2020-02-29;01:30:00;hello");
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            var view = _ml.Data.LoadFromTextFile(
                file.Path,
                [
                    new TextLoader.Column("Single", DataKind.Single, 0),
                    new TextLoader.Column("Double", DataKind.Double, 1),
                    new TextLoader.Column("Byte", DataKind.Byte, 2),
                    new TextLoader.Column("Int16", DataKind.Int16, 3),
                    new TextLoader.Column("UInt64", DataKind.UInt64, 4),
                    new TextLoader.Column("DateTime", DataKind.DateTime, 5),
                    new TextLoader.Column("TimeSpan", DataKind.TimeSpan, 6),
                    new TextLoader.Column("String", DataKind.String, 7),
                ],
                ';');

            Assert.Equal(1.5f, Read.Column<float>(view, "Single").Single());
            Assert.Equal(-2.25, Read.Column<double>(view, "Double").Single());
            Assert.Equal((byte)200, Read.Column<byte>(view, "Byte").Single());
            Assert.Equal((short)-7, Read.Column<short>(view, "Int16").Single());
            Assert.Equal(ulong.MaxValue, Read.Column<ulong>(view, "UInt64").Single());
            Assert.Equal(new DateTime(2020, 2, 29), Read.Column<DateTime>(view, "DateTime").Single());
            Assert.Equal(TimeSpan.FromMinutes(90), Read.Column<TimeSpan>(view, "TimeSpan").Single());
            Assert.Equal("hello", Read.Column<string>(view, "String").Single());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void NumbersAreRoundedAsTheRuntimeDoes()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 400).Select(i => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 13)))).ToArray();
        string[] formats = ["R", "F3", "E4", "G5"];
        var texts = values.Select((v, i) => v.ToString(formats[i % 4], CultureInfo.InvariantCulture)).Append("16777217").Append("-0.1").Append("+5").ToArray();
        using var file = new TextFile(texts);
        var view = _ml.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("S", DataKind.Single, 0), new TextLoader.Column("D", DataKind.Double, 0)]);

        Assert.Equal(texts.Select(t => (double)float.Parse(t, CultureInfo.InvariantCulture)), Read.Column<float>(view, "S").Select(v => (double)v), (a, b) => Math.Abs(a - b) <= Math.Abs(a) * 2e-7);
        Assert.Equal(texts.Select(t => double.Parse(t, CultureInfo.InvariantCulture)), Read.Column<double>(view, "D"), (a, b) => Math.Abs(a - b) <= Math.Abs(a) * 1e-15);
    }

    [Fact]
    public void BlankLinesAndCommentsAreNoRows()
    {
        using var file = new TextFile("// made by hand", "a,b", "1,2", "", "3,4");
        var columns = new[] { new TextLoader.Column("V", DataKind.Single, 0, 1) };
        var view = _ml.Data.LoadFromTextFile(file.Path, columns, ',', hasHeader: true);

        Assert.Equal([[1f, 2f], [3f, 4f]], Read.Column<float[]>(view, "V"));
    }

    [Fact]
    public void WindowsLineEndsAndAMissingLastOne()
    {
        using var file = new TextFile();
        File.WriteAllText(file.Path, "1,a\r\n2,b\r\n3,c");
        var view = _ml.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("N", DataKind.Single, 0), new TextLoader.Column("T", DataKind.String, 1)], ',');

        Assert.Equal([1f, 2f, 3f], Read.Column<float>(view, "N"));
        Assert.Equal(["a", "b", "c"], Read.Column<string>(view, "T"));
    }

    [Fact]
    public void SparseRowsAreFilledWithZeros()
    {
        using var file = new TextFile("1 2 5 2:6 4:3", "7 8 1 2 3 4 5");
        var view = _ml.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("V", DataKind.Single, 0, 6)], ' ', allowSparse: true);

        Assert.Equal([[1f, 2f, 0f, 0f, 6f, 0f, 3f], [7f, 8f, 1f, 2f, 3f, 4f, 5f]], Read.Column<float[]>(view, "V"));
    }

    [Fact]
    public void MaxRowsEndsTheView()
    {
        using var file = new TextFile("1", "2", "3");
        var options = new TextLoader.Options { MaxRows = 2, Columns = [new TextLoader.Column("N", DataKind.Single, 0)] };

        Assert.Equal([1f, 2f], Read.Column<float>(_ml.Data.LoadFromTextFile(file.Path, options), "N"));
    }

    [Fact]
    public void LoaderReadsSeveralFiles()
    {
        using var first = new TextFile("h", "1", "2");
        using var second = new TextFile("h", "3");
        var loader = _ml.Data.CreateTextLoader([new TextLoader.Column("N", DataKind.Single, 0)], hasHeader: true);

        Assert.Equal([1f, 2f, 3f], Read.Column<float>(loader.Load(first.Path, second.Path), "N"));
        Assert.Equal("N", loader.GetOutputSchema().Single().Name);
    }

    [Fact]
    public void MissingFileIsAnErrorAtOnce()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        Assert.ThrowsAny<ArgumentException>(() => _ml.Data.LoadFromTextFile<Animal>(path, ','));
    }

    [Fact]
    public void MemberWithoutLoadColumnIsNamed()
    {
        using var file = new TextFile("1,2");

        Assert.Contains("Second", Assert.ThrowsAny<Exception>(() => _ml.Data.LoadFromTextFile<Forgotten>(file.Path, ',')).Message);
    }

    private sealed class Animal
    {
        [LoadColumn(0, 2)]
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        [LoadColumn(3)]
        public string Kind { get; set; } = "";

        [LoadColumn(4)]
        public bool Tame { get; set; }

        [LoadColumn(1)]
        public double Second { get; set; }
    }

    private sealed class Quoted
    {
        [LoadColumn(0)]
        public float Number { get; set; }

        [LoadColumn(1)]
        public string Text { get; set; } = "";

        [LoadColumn(2)]
        public string Last { get; set; } = "";
    }

    private sealed class Forgotten
    {
        [LoadColumn(0)]
        public float First { get; set; }

        public float Second { get; set; }
    }
}
