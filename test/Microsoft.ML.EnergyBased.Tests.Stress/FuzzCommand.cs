using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>
/// Altered model files by the thousand, tried in a process of its own with limits on memory and time: `fuzz --files N`,
/// with `--seed S` for others and `--from F` to begin at one of them.
/// </summary>
public static class FuzzCommand
{
    /// <summary>The first argument.</summary>
    public const string Name = "fuzz";

    internal const string Child = "fuzz-here";

    // What the heap of the process may hold, in hexadecimal as the runtime wants it: 1 GiB.
    private const string HeapLimit = "0x40000000";

    // Far beyond what any file takes on a busy machine.
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(4);

    /// <summary>Runs it.</summary>
    /// <param name="arguments">What follows the name.</param>
    /// <returns>0 where no file did what none may.</returns>
    public static int Run(params IReadOnlyList<string> arguments)
    {
        var (files, seed, from) = (Option(arguments, "--files", 1000), Option(arguments, "--seed", 20_240_607), Option(arguments, "--from", 0));
        var (refused, scored, faults) = (0, 0, 0);
        var end = from + files;
        while (from < end)
        {
            using var process = ChildProcess.Start([Child, $"{seed}", $"{from}", $"{end}"], ("DOTNET_GCHeapHardLimit", HeapLimit));
            var errors = process.StandardError.ReadToEndAsync();
            var last = from - 1;
            string? line;
            while ((line = ReadLine(process)) is not null)
            {
                var parts = line.Split('|', 3);
                last = int.Parse(parts[0], CultureInfo.InvariantCulture);
                switch (Enum.Parse<Fate>(parts[1]))
                {
                    case Fate.Refused:
                        refused++;
                        break;
                    case Fate.Scored:
                        scored++;
                        break;
                    default:
                        faults++;
                        Console.WriteLine($"file {last}: {parts[2].Replace('\v', '\n')}");
                        break;
                }
            }

            from = last + 1;
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            if (from >= end && process.ExitCode == 0)
                break;
            faults++;
            Console.WriteLine($"file {from}: the process ended with {process.ExitCode} (or hung and was killed): {errors.Result}");
            from++;
        }

        Console.WriteLine(FormattableString.Invariant($"{refused + scored + faults} files: {refused} refused, {scored} scored, {faults} faults"));
        return faults == 0 && refused > 0 && scored > 0 ? 0 : 1;
    }

    /// <summary>Tries some files in this process, one line for each.</summary>
    internal static int RunHere(IReadOnlyList<string> arguments)
    {
        var numbers = arguments.Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        var corpus = Corpus.All.Select(model => (model, (IReadOnlyList<Field>)FieldRecorder.FieldsOf(model.Fit(1)))).ToArray();
        // What every first load and score makes is none of the files'.
        foreach (var (model, fields) in corpus)
            Scoring.Run(model.Load(new MemoryStream(AlteredFile.Framed(Field.ToBytes(fields), model.Format.Version))));
        for (var number = numbers[1]; number < numbers[2]; number++)
        {
            var file = AlteredFile.Of(corpus, numbers[0], number);
            var (fate, what) = file.Try();
            var text = fate == Fate.Fault ? $"{file.Done}: {what}".Replace("\r", "").Replace('\n', '\v') : "";
            Console.WriteLine($"{number}|{fate}|{text}");
            // What was written where nothing may be written shows when the heap is walked.
            if (number % 64 == 0)
                GC.Collect();
        }

        return 0;
    }

    private static string? ReadLine(Process process)
    {
        var line = process.StandardOutput.ReadLineAsync();
        return line.Wait(Hang) ? line.Result : null;
    }

    private static int Option(IReadOnlyList<string> arguments, string name, int otherwise)
    {
        for (var i = 0; i + 1 < arguments.Count; i++)
        {
            if (arguments[i] == name)
                return int.Parse(arguments[i + 1], CultureInfo.InvariantCulture);
        }

        return otherwise;
    }
}
