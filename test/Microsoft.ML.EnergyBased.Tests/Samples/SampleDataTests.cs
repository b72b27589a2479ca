using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public sealed class SampleDataTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void AGoodFileIsFound()
    {
        File.WriteAllText(_file, "a,b,name\n1,2.5,x\n,-3e2,y\n\n");

        SampleData.Find(_file, columns: 3).Should().Be(_file);
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        var e = FluentActions.Invoking(() => SampleData.Find("no-such-file.csv", columns: 3))
            .Should().ThrowExactly<SampleException>().Which;

        e.Message.Should().Contain("no-such-file.csv");
    }

    [Theory]
    [InlineData("a,b,name\n1,2,x\n1,2\n", "line 3: 3 columns expected, 2 found")]
    [InlineData("a,b\n1,2\n", "line 1: 3 columns expected, 2 found")]
    [InlineData("a,b,name\n1,two,x\n", "line 2: 'two' in column 2 is not a number")]
    [InlineData("a,b,name\n", "no rows")]
    [InlineData("", "no rows")]
    public void ABrokenFileIsNamedWithItsLine(string content, string expected)
    {
        File.WriteAllText(_file, content);

        var e = FluentActions.Invoking(() => SampleData.Find(_file, columns: 3)).Should().ThrowExactly<SampleException>().Which;

        e.Message.Should().Contain(expected);
        e.Message.Should().Contain(Path.GetFileName(_file));
    }

    [Theory]
    [InlineData("digits.csv", 65, 65)]
    [InlineData("iris.csv", 5, 4)]
    [InlineData("wine.csv", 14, 14)]
    [InlineData("breast-cancer.csv", 31, 31)]
    public void TheDataSetsStandBesideTheExecutable(string file, int columns, int numeric) =>
        SampleData.Find(file, columns, numeric).Should().StartWith(AppContext.BaseDirectory);

    public void Dispose() => File.Delete(_file);
}
