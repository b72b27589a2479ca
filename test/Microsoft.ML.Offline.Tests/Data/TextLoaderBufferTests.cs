using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

/// <summary>Files larger than what a reader holds at once: lines and quoted fields that lie across the edges of its buffer.</summary>
public sealed class TextLoaderBufferTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ManyRowsComeInOrder()
    {
        using var file = new TextFile([.. Enumerable.Range(0, 20000).Select(i => $"{i},row number {i}")]);
        var view = _ml.Data.LoadFromTextFile<Line>(file.Path, ',');
        var number = 0;
        foreach (var row in _ml.Data.CreateEnumerable<Line>(view, reuseRowObject: true))
        {
            Assert.Equal(number, row.Number);
            Assert.Equal($"row number {number}", row.Text);
            number++;
        }

        Assert.Equal(20000, number);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void QuotedFieldsAreThoseWritten(int seed)
    {
        string[] parts = ["a", "b", " ", ",", "\"", "\nc"];
        var random = new Random(seed);
        var texts = new string[6000];
        for (var i = 0; i < texts.Length; i++)
        {
            var length = random.Next(40);
            var text = new StringBuilder("x");
            for (var j = 0; j < length; j++)
                text.Append(parts[random.Next(parts.Length)]);

            texts[i] = text.ToString();
        }

        using var file = new TextFile([.. texts.Select((text, i) => $"{i},\"{text.Replace("\"", "\"\"")}\"")]);
        var options = new TextLoader.Options { Separators = [','], AllowQuoting = true, ReadMultilines = true };
        var view = _ml.Data.LoadFromTextFile<Line>(file.Path, options);

        Assert.Equal(texts, Read.Column<string>(view, "Text"));
        Assert.Equal(Enumerable.Range(0, texts.Length).Select(i => (float)i), Read.Column<float>(view, "Number"));
    }

    [Fact]
    public void LongLineIsOneRow()
    {
        var values = Enumerable.Range(0, 60000).Select(i => (float)(i % 1000)).ToArray();
        using var file = new TextFile(string.Join('\t', values), string.Join('\t', values.Reverse()));
        var view = _ml.Data.LoadFromTextFile(file.Path, [new TextLoader.Column("V", DataKind.Single, 0, values.Length - 1)]);

        Assert.Equal([values, [.. values.Reverse()]], Read.Column<float[]>(view, "V"));
    }

    private sealed class Line
    {
        [LoadColumn(0)]
        public float Number { get; set; }

        [LoadColumn(1)]
        public string Text { get; set; } = "";
    }
}
