using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class SampleArgumentsTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public void Options_and_flags_are_read()
    {
        var code = Run(["--clusters", "12", "--rate=0.5", "--quiet", "--lists", "1,2, 30", "--shift", "-0.25"], a =>
        {
            Assert.Equal(12, a.Integer("clusters", min: 1));
            Assert.Equal(0.5, a.Number("rate", 0, 1));
            Assert.Equal(-0.25, a.Number("shift"));
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
    public void A_value_that_begins_with_an_at_sign_is_taken_as_it_is()
        => Assert.Equal(0, Run(["--data", "@home.csv"], a => a.Text("data") == "@home.csv" ? 0 : 1));

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public void Help_lists_everything_and_runs_nothing(string help)
    {
        var code = Run(["--clusters", "3", help], _ => throw new InvalidOperationException("must not run"));

        Assert.Equal(0, code);
        foreach (var part in (string[])["Demo: shows.", "--clusters <value>", "number of prototypes [default: 64]", "--quiet", "--help"])
            Assert.Contains(part, _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("--version", _output.ToString(), StringComparison.Ordinal);
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
    public void A_mistake_gives_one_line_and_exit_code_two(string line, string expected)
    {
        var code = Run(line.Split(' '), a =>
        {
            a.Integer("clusters", min: 1);
            a.Number("rate", 0, 1);
            a.Integers("lists");
            a.Choice("model", "kmeans", "autoencoder");
            return 0;
        });

        Assert.Equal(2, code);
        Assert.Equal("", _output.ToString());
        var message = Assert.Single(_error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("Demo: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_exception_is_one_line_and_a_defect_passes()
    {
        Assert.Equal(2, Run([], _ => throw new SampleException("first\nsecond")));
        Assert.Equal("Demo: first second", _error.ToString().TrimEnd());
        Assert.Throws<InvalidOperationException>(() => Run([], _ => throw new InvalidOperationException()));
    }

    [Fact]
    public void An_option_that_was_not_declared_is_a_defect()
    {
        Assert.Throws<ArgumentException>(() => Run([], a => a.Integer("typo")));
        Assert.Throws<ArgumentException>(() => new SampleArguments("a", "b").Flag("x", "").Option("x", "", ""));
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
