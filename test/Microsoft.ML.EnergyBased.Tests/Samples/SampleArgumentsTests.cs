using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class SampleArgumentsTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public void OptionsAndFlagsAreRead()
    {
        var code = Run(["--clusters", "12", "--rate=0.5", "--quiet", "--lists", "1,2, 30", "--shift", "-0.25"], a =>
        {
            a.Integer("clusters", min: 1).Should().Be(12);
            a.Number("rate", 0, 1).Should().Be(0.5);
            a.Number("shift").Should().Be(-0.25);
            a.Has("quiet").Should().BeTrue();
            a.Has("force").Should().BeFalse();
            a.Integers("lists").ShouldEqual([1, 2, 30]);
            a.Choice("model", "kmeans", "autoencoder").Should().Be("kmeans");
            a.Text("data").Should().Be("digits.csv");
            return 7;
        });

        code.Should().Be(7);
        _error.ToString().Should().Be("");
    }

    [Fact]
    public void AValueThatBeginsWithAnAtSignIsTakenAsItIs()
        => Run(["--data", "@home.csv"], a => a.Text("data") == "@home.csv" ? 0 : 1).Should().Be(0);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public void HelpListsEverythingAndRunsNothing(string help)
    {
        var code = Run(["--clusters", "3", help], _ => throw new InvalidOperationException("must not run"));

        code.Should().Be(0);
        foreach (var part in (string[])["Demo: shows.", "--clusters <value>", "number of prototypes [default: 64]", "--quiet", "--help"])
            _output.ToString().Should().Contain(part);
        _output.ToString().Should().NotContain("--version");
    }

    [Theory]
    [InlineData("--cluster 3", "'--cluster'")]
    [InlineData("clusters", "'clusters'")]
    [InlineData("--clusters", "--clusters")]
    [InlineData("--quiet=yes", "yes")]
    [InlineData("--clusters 3 --clusters 4", "--clusters")]
    [InlineData("--clusters three", "--clusters wants a whole number of at least 1, not 'three'")]
    [InlineData("--clusters 0", "of at least 1")]
    [InlineData("--clusters 3.5", "a whole number")]
    [InlineData("--rate NaN", "--rate wants a number from 0 to 1, not 'NaN'")]
    [InlineData("--rate 1,5", "'1,5'")]
    [InlineData("--model svm", "--model is one of kmeans, autoencoder, not 'svm'")]
    [InlineData("--lists 1,x", "separated by commas")]
    public void AMistakeGivesOneLineAndExitCodeTwo(string line, string expected)
    {
        var code = Run(line.Split(' '), a =>
        {
            a.Integer("clusters", min: 1);
            a.Number("rate", 0, 1);
            a.Integers("lists");
            a.Choice("model", "kmeans", "autoencoder");
            return 0;
        });

        code.Should().Be(2);
        _output.ToString().Should().Be("");
        var message = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle().Which;
        message.Should().StartWith("Demo: ");
        message.Should().Contain(expected);
    }

    [Fact]
    public void ASampleExceptionIsOneLineAndADefectPasses()
    {
        Run([], _ => throw new SampleException("first\nsecond")).Should().Be(2);
        _error.ToString().TrimEnd().Should().Be("Demo: first second");
        FluentActions.Invoking(() => Run([], _ => throw new InvalidOperationException())).Should().ThrowExactly<InvalidOperationException>();
    }

    [Fact]
    public void AnOptionThatWasNotDeclaredIsADefect()
    {
        FluentActions.Invoking(() => Run([], a => a.Integer("typo"))).Should().ThrowExactly<ArgumentException>();
        FluentActions.Invoking(() => new SampleArguments("a", "b").Flag("x", "").Option("x", "", "")).Should().ThrowExactly<ArgumentException>();
    }

    private int Run(string[] args, Func<SampleArguments, int> sample) => new SampleArguments("Demo", "shows.")
        .Option("data", "digits.csv", "the file")
        .Option("clusters", "64", "number of prototypes")
        .Option("rate", "0.1", "learning rate")
        .Option("shift", "0", "a number of either sign")
        .Option("model", "kmeans", "kmeans or autoencoder")
        .Option("lists", "1", "several numbers")
        .Flag("quiet", "no progress")
        .Flag("force", "overwrite")
        .Run(args, sample, _output, _error);
}
