using System.Globalization;

namespace Samples.Shared;

/// <summary>
/// The command line of a sample: options of the form <c>--name value</c> or <c>--name=value</c>, flags, and <c>--help</c>.
/// Declare what there is, then <see cref="Run"/> the sample.
/// </summary>
public sealed class SampleArguments
{
    private readonly string _name;
    private readonly string _purpose;
    private readonly List<Declaration> _declared = [];
    private readonly Dictionary<string, string> _given = [];

    /// <summary>A command line without options, for a sample with this name and purpose (one sentence).</summary>
    public SampleArguments(string name, string purpose) => (_name, _purpose) = (name, purpose);

    /// <summary>Declares an option with a value.</summary>
    public SampleArguments Option(string name, string defaultValue, string meaning) => Declare(new Declaration(name, defaultValue, meaning));

    /// <summary>Declares a flag, an option without a value.</summary>
    public SampleArguments Flag(string name, string meaning) => Declare(new Declaration(name, null, meaning));

    /// <summary>
    /// Reads the arguments and runs the sample. Help gives exit code 0; a <see cref="SampleException"/> gives one line on
    /// the error stream and exit code 2; any other exception passes, since it is a defect and not the user's to put right.
    /// </summary>
    public int Run(IReadOnlyList<string> args, Func<SampleArguments, int> sample, TextWriter? output = null, TextWriter? error = null)
    {
        try
        {
            if (!Parse(args))
            {
                WriteHelp(output ?? Console.Out);
                return 0;
            }
            return sample(this);
        }
        catch (SampleException e)
        {
            (error ?? Console.Error).WriteLine($"{_name}: {e.Message}");
            return 2;
        }
    }

    /// <summary>The text of an option, given or default.</summary>
    public string Text(string name) => _given.TryGetValue(name, out string? value) ? value : Find(name).Default
        ?? throw new ArgumentException($"'{name}' is a flag and has no value.", nameof(name));

    /// <summary>True when the flag was given.</summary>
    public bool Has(string flag) => _given.ContainsKey(Find(flag).Name);

    /// <summary>A whole number within a range.</summary>
    public int Integer(string name, int min = int.MinValue, int max = int.MaxValue)
    {
        string text = Text(name);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
            ? value
            : throw new SampleException($"--{name} wants a whole number{Range(min, max, int.MinValue, int.MaxValue)}, not '{text}'.");
    }

    /// <summary>A number within a range, with a decimal point.</summary>
    public double Number(string name, double min = double.NegativeInfinity, double max = double.PositiveInfinity)
    {
        string text = Text(name);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && value >= min && value <= max
            ? value
            : throw new SampleException($"--{name} wants a number{Range(min, max, double.NegativeInfinity, double.PositiveInfinity)}, not '{text}'.");
    }

    /// <summary>Whole numbers separated by commas, at least one.</summary>
    public int[] Integers(string name, int min = int.MinValue, int max = int.MaxValue) =>
        [.. Text(name).Split(',').Select(part =>
            int.TryParse(part.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max
                ? value
                : throw new SampleException($"--{name} wants whole numbers{Range(min, max, int.MinValue, int.MaxValue)} separated by commas, not '{Text(name)}'."))];

    /// <summary>One of a few words.</summary>
    public string Choice(string name, params IReadOnlyList<string> words)
    {
        string text = Text(name);
        return words.Contains(text) ? text : throw new SampleException($"--{name} is one of {string.Join(", ", words)}, not '{text}'.");
    }

    /// <summary>The full path of a folder, which is made if need be.</summary>
    public string Folder(string name)
    {
        string text = Text(name);
        try
        {
            return Directory.CreateDirectory(text).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SampleException($"--{name} '{text}' is no folder that can be made: {e.Message}", e);
        }
    }

    private SampleArguments Declare(Declaration declaration)
    {
        if (declaration.Name == "help" || _declared.Any(d => d.Name == declaration.Name))
        {
            throw new ArgumentException($"The option --{declaration.Name} exists already.");
        }
        _declared.Add(declaration);
        return this;
    }

    private bool Parse(IReadOnlyList<string> args)
    {
        if (args.Any(a => a is "--help" or "-h" or "-?"))
        {
            return false;
        }
        for (int i = 0; i < args.Count; i++)
        {
            string[] parts = args[i].Split('=', 2);
            Declaration? option = parts[0].StartsWith("--", StringComparison.Ordinal) ? _declared.Find(d => d.Name == parts[0][2..]) : null;
            if (option is null)
            {
                throw new SampleException($"There is no option '{args[i]}'; --help lists what there is.");
            }
            bool isFlag = option.Default is null;
            if (isFlag && parts.Length == 2)
            {
                throw new SampleException($"--{option.Name} takes no value.");
            }
            if (!isFlag && parts.Length == 1 && i + 1 == args.Count)
            {
                throw new SampleException($"--{option.Name} wants a value.");
            }
            if (!_given.TryAdd(option.Name, isFlag ? "" : parts.Length == 2 ? parts[1] : args[++i]))
            {
                throw new SampleException($"--{option.Name} is given twice.");
            }
        }
        return true;
    }

    private void WriteHelp(TextWriter output)
    {
        output.WriteLine($"{_name}: {_purpose}");
        output.WriteLine();
        output.WriteLine("Options:");
        List<(string Left, string Right)> lines =
        [
            .. _declared.Select(d => d.Default is null
                ? ($"--{d.Name}", d.Meaning)
                : ($"--{d.Name} <value>", $"{d.Meaning} (default: {(d.Default.Length == 0 ? "none" : d.Default)})")),
            ("--help", "this text"),
        ];
        int width = lines.Max(l => l.Left.Length);
        foreach ((string left, string right) in lines)
        {
            output.WriteLine($"  {left.PadRight(width)}  {right}");
        }
    }

    private Declaration Find(string name) => _declared.Find(d => d.Name == name)
        ?? throw new ArgumentException($"No option --{name} was declared.", nameof(name));

    private static string Range<T>(T min, T max, T noMin, T noMax)
        where T : IComparable<T>
    {
        bool below = min.CompareTo(noMin) > 0;
        bool above = max.CompareTo(noMax) < 0;
        FormattableString text = (below, above) switch
        {
            (true, true) => $" from {min} to {max}",
            (true, false) => $" of at least {min}",
            (false, true) => $" of at most {max}",
            _ => $"",
        };
        return FormattableString.Invariant(text);
    }

    /// <summary>An option that the sample knows; a flag has no default.</summary>
    private sealed record Declaration(string Name, string? Default, string Meaning);
}
