using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;

namespace Samples.Shared;

/// <summary>
/// The command line of a sample, read by System.CommandLine: declare the options, then <see cref="Run"/> the sample, which
/// asks for their values and says what range they must lie in.
/// </summary>
public sealed class SampleArguments
{
    private readonly string _name;
    private readonly RootCommand _command;
    private ParseResult? _parsed;

    /// <summary>A command line without options, for a sample with this name and purpose (one sentence).</summary>
    public SampleArguments(string name, string purpose)
    {
        (_name, _command) = (name, new RootCommand($"{name}: {purpose}"));
        _command.Options.Remove(_command.Options.First(o => o is VersionOption));
    }

    /// <summary>Declares an option with a value.</summary>
    public SampleArguments Option(string name, string defaultValue, string meaning)
        => Declare(new Option<string>($"--{name}") { Description = meaning, HelpName = "value", DefaultValueFactory = _ => defaultValue });

    /// <summary>Declares a flag, an option without a value.</summary>
    public SampleArguments Flag(string name, string meaning) => Declare(new Option<bool>($"--{name}") { Description = meaning, Arity = ArgumentArity.Zero });

    /// <summary>
    /// Reads the arguments and runs the sample. Help gives exit code 0; a <see cref="SampleException"/> gives one line on
    /// the error stream and exit code 2; any other exception passes, since it is a defect and not the user's to put right.
    /// </summary>
    public int Run(IReadOnlyList<string> args, Func<SampleArguments, int> sample, TextWriter? output = null, TextWriter? error = null)
    {
        // A value may begin with @: it names no file of further arguments.
        _parsed = _command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (_parsed.Action is HelpAction)
            return _parsed.Invoke(new InvocationConfiguration { Output = output ?? Console.Out });
        try
        {
            return _parsed.Errors is [var first, ..] ? throw new SampleException($"{first.Message} --help lists what there is.") : sample(this);
        }
        catch (SampleException e)
        {
            (error ?? Console.Error).WriteLine($"{_name}: {e.Message}");
            return 2;
        }
    }

    /// <summary>The text of an option, given or default.</summary>
    public string Text(string name) => Value<string>(name);

    /// <summary>True when the flag was given.</summary>
    public bool Has(string flag) => Value<bool>(flag);

    /// <summary>A whole number within a range.</summary>
    public int Integer(string name, int min = int.MinValue, int max = int.MaxValue)
        => Whole(Text(name), min, max) ?? throw new SampleException($"--{name} wants a whole number{Range(min, max, int.MinValue, int.MaxValue)}, not '{Text(name)}'.");

    /// <summary>A number within a range, with a decimal point.</summary>
    public double Number(string name, double min = double.NegativeInfinity, double max = double.PositiveInfinity)
        => double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value >= min && value <= max
            ? value
            : throw new SampleException($"--{name} wants a number{Range(min, max, double.NegativeInfinity, double.PositiveInfinity)}, not '{Text(name)}'.");

    /// <summary>Whole numbers separated by commas, at least one.</summary>
    public int[] Integers(string name, int min = int.MinValue, int max = int.MaxValue)
        => [.. Text(name).Split(',').Select(part => Whole(part.Trim(), min, max)
            ?? throw new SampleException($"--{name} wants whole numbers{Range(min, max, int.MinValue, int.MaxValue)} separated by commas, not '{Text(name)}'."))];

    /// <summary>One of a few words.</summary>
    public string Choice(string name, params IReadOnlyList<string> words)
        => words.Contains(Text(name)) ? Text(name) : throw new SampleException($"--{name} is one of {string.Join(", ", words)}, not '{Text(name)}'.");

    /// <summary>The full path of a folder, which is made if need be.</summary>
    public string Folder(string name)
    {
        var text = Text(name);
        try
        {
            return Directory.CreateDirectory(text).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SampleException($"--{name} '{text}' is no folder that can be made: {e.Message}", e);
        }
    }

    private SampleArguments Declare(Option option)
    {
        if (_command.Options.Any(o => o.Name == option.Name))
            throw new ArgumentException($"The option {option.Name} exists already.");
        _command.Options.Add(option);
        return this;
    }

    private T Value<T>(string name) => _command.Options.FirstOrDefault(o => o.Name == $"--{name}") is Option<T> option
        ? _parsed!.GetRequiredValue(option)
        : throw new ArgumentException($"No option --{name} of this kind was declared.", nameof(name));

    private static int? Whole(string text, int min, int max)
        => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? value : null;

    private static string Range<T>(T min, T max, T noMin, T noMax)
        where T : IComparable<T>
    {
        FormattableString text = (min.CompareTo(noMin) > 0, max.CompareTo(noMax) < 0) switch
        {
            (true, true) => $" from {min} to {max}",
            (true, false) => $" of at least {min}",
            (false, true) => $" of at most {max}",
            _ => $"",
        };
        return FormattableString.Invariant(text);
    }
}
