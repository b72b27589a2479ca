using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class SampleArgumentsTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public void OptionsAndFlagsAreRead()
    {
        int code = Run(["--clusters", "12", "--rate=0.5", "--quiet", "--lists", "1,2, 30"], a =>
        {
            Assert.Equal(12, a.Integer("clusters", min: 1));
            Assert.Equal(0.5, a.Number("rate", 0, 1));
            Assert.True(a.Has("quiet"));
            Assert.False(a.Has("force"));
            Assert.Equal([1, 2, 30], a.Integers("lists"));
            Assert.Equal("kmeans", a.Choice("model", "kmeans", "autoencoder"));
            Assert.Equal("digits.csv", a.Text("data"));
            return 7;
        });

        Assert.Equal(7, code);
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void HelpListsEverythingAndRunsNothing()
    {
        int code = Run(["--clusters", "3", "--help"], _ => throw new InvalidOperationException("must not run"));

        Assert.Equal(0, code);
        string help = _output.ToString();
        foreach (string part in new[] { "Demo: shows.", "--clusters <value>", "number of prototypes (default: 64)", "--quiet", "--help" })
        {
            Assert.Contains(part, help, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--cluster 3", "'--cluster'")]
    [InlineData("clusters", "'clusters'")]
    [InlineData("--clusters", "wants a value")]
    [InlineData("--quiet=yes", "takes no value")]
    [InlineData("--clusters 3 --clusters 4", "given twice")]
    [InlineData("--clusters three", "a whole number of at least 1, not 'three'")]
    [InlineData("--clusters 0", "of at least 1")]
    [InlineData("--clusters 3.5", "a whole number")]
    [InlineData("--rate NaN", "a number from 0 to 1, not 'NaN'")]
    [InlineData("--rate 1,5", "'1,5'")]
    [InlineData("--model svm", "one of kmeans, autoencoder, not 'svm'")]
    [InlineData("--lists 1,x", "separated by commas")]
    public void AMistakeGivesOneLineAndExitCodeTwo(string line, string expected)
    {
        int code = Run(line.Split(' '), a =>
        {
            a.Integer("clusters", min: 1);
            a.Number("rate", 0, 1);
            a.Integers("lists");
            a.Choice("model", "kmeans", "autoencoder");
            return 0;
        });

        Assert.Equal(2, code);
        Assert.Equal("", _output.ToString());
        string message = Assert.Single(_error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("Demo: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASampleExceptionIsOneLineAndADefectPasses()
    {
        Assert.Equal(2, Run([], _ => throw new SampleException("first\nsecond")));
        Assert.Equal("Demo: first second", _error.ToString().TrimEnd());
        Assert.Throws<InvalidOperationException>(() => Run([], _ => throw new InvalidOperationException()));
    }

    [Fact]
    public void AnOptionThatWasNotDeclaredIsADefect()
    {
        Assert.Throws<ArgumentException>(() => Run([], a => a.Integer("typo")));
        Assert.Throws<ArgumentException>(() => new SampleArguments("a", "b").Flag("x", "").Option("x", "", ""));
    }

    private int Run(string[] args, Func<SampleArguments, int> sample) => new SampleArguments("Demo", "shows.")
        .Option("data", "digits.csv", "the file")
        .Option("clusters", "64", "number of prototypes")
        .Option("rate", "0.1", "learning rate")
        .Option("model", "kmeans", "kmeans or autoencoder")
        .Option("lists", "1", "several numbers")
        .Flag("quiet", "no progress")
        .Flag("force", "overwrite")
        .Run(args, sample, _output, _error);
}
