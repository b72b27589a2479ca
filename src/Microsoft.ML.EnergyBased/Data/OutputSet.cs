using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>
/// The outputs of a component, as declared: what an estimator promises (sizes 0, not known yet), a schema has, options rename
/// and drop, and a model file keeps, all come from here.
/// </summary>
/// <typeparam name="TPass">What one pass over a block of rows gives: a structure of spans.</typeparam>
internal sealed class OutputSet<TPass>
    where TPass : struct, allows ref struct
{
    // Behind its key: what the option is called that renames or drops an output.
    private const string OptionSuffix = "ColumnName";

    private readonly Output<TPass>[] _declared;

    /// <param name="declared">All that the component can give, in the order of its columns.</param>
    internal OutputSet(params ReadOnlySpan<Output<TPass>> declared)
    {
        _declared = declared.ToArray();
        Columns = [.. _declared.Select(output => output.Column).OfType<OutputColumn>()];
    }

    /// <summary>The columns that are kept, in their order.</summary>
    internal IReadOnlyList<OutputColumn> Columns { get; }

    /// <summary>The column of an output; null where it is dropped or not declared.</summary>
    internal OutputColumn? this[string key] => Array.Find(_declared, output => output.Key == key)?.Column;

    /// <summary>The outputs under the names that options give; what is not declared is left out.</summary>
    /// <param name="names">The names, null where dropped, each with the option that says it.</param>
    internal OutputSet<TPass> Named(params ReadOnlySpan<(string? Name, string Option)> names)
    {
        var named = new Output<TPass>[_declared.Length];
        for (var i = 0; i < named.Length; i++)
            named[i] = _declared[i].Named(NameOf(_declared[i].Key + OptionSuffix, names));
        return new OutputSet<TPass>(named);
    }

    /// <summary>Reads what <see cref="Write"/> wrote: the names of the outputs, held to the rules that options are held to.</summary>
    /// <exception cref="FormatException">A name is none, or is there twice, or all are dropped.</exception>
    internal OutputSet<TPass> Read(PayloadReader reader)
    {
        var names = reader.ReadOutputNames(Array.ConvertAll(_declared, output => output.Key));
        return new OutputSet<TPass>([.. _declared.Zip(names, (output, name) => output.Named(name))]);
    }

    internal void Write(PayloadWriter writer)
    {
        // *** Binary format ***
        // string?[]: the name of each declared output, in their order (null: dropped)
        foreach (var output in _declared)
            writer.WriteOptional(output.Column?.Name);
    }

    /// <summary>A pass over the rows of a block, with room for the outputs that are active.</summary>
    internal TPass Open(Block block)
    {
        TPass pass = default;
        foreach (var output in _declared)
            output.Open(block, ref pass);
        return pass;
    }

    private static string? NameOf(string option, ReadOnlySpan<(string? Name, string Option)> names)
    {
        foreach (var (name, of) in names)
        {
            if (of == option)
                return name;
        }

        throw new ArgumentException($"No option names {option}.", nameof(names));
    }
}
