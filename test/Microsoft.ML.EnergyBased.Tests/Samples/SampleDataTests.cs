using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public sealed class SampleDataTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void A_good_file_is_found()
    {
        File.WriteAllText(_file, "a,b,name\n1,2.5,x\n,-3e2,y\n\n");

        Assert.Equal(_file, SampleData.Find(_file, columns: 3));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        SampleException e = Assert.Throws<SampleException>(() => SampleData.Find("no-such-file.csv", columns: 3));

        Assert.Contains("no-such-file.csv", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,name\n1,2,x\n1,2\n", "line 3: 3 columns expected, 2 found")]
    [InlineData("a,b\n1,2\n", "line 1: 3 columns expected, 2 found")]
    [InlineData("a,b,name\n1,two,x\n", "line 2: 'two' in column 2 is not a number")]
    [InlineData("a,b,name\n", "no rows")]
    [InlineData("", "no rows")]
    public void A_broken_file_is_named_with_its_line(string content, string expected)
    {
        File.WriteAllText(_file, content);

        SampleException e = Assert.Throws<SampleException>(() => SampleData.Find(_file, columns: 3));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(_file), e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("digits.csv", 65, 65)]
    [InlineData("iris.csv", 5, 4)]
    [InlineData("wine.csv", 14, 14)]
    [InlineData("breast-cancer.csv", 31, 31)]
    public void The_data_sets_stand_beside_the_executable(string file, int columns, int numeric) =>
        Assert.StartsWith(AppContext.BaseDirectory, SampleData.Find(file, columns, numeric), StringComparison.Ordinal);

    public void Dispose() => File.Delete(_file);
}
