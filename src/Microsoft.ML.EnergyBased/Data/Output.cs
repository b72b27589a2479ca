namespace Microsoft.ML.EnergyBased.Data;

/// <summary>An output as a component declares it, once: its key, its column, and what of a pass over rows fills it.</summary>
/// <typeparam name="TPass">What one pass over a block of rows gives: a structure of spans.</typeparam>
/// <param name="key">Its default name. The option that renames or drops it is called after it, and messages about files are.</param>
internal abstract class Output<TPass>(string key)
    where TPass : struct, allows ref struct
{
    internal string Key { get; } = key;

    /// <summary>The column under the name that was chosen; null where it is dropped.</summary>
    internal abstract OutputColumn? Column { get; }

    /// <summary>The same output under another name, or dropped (null).</summary>
    internal abstract Output<TPass> Named(string? name);

    /// <summary>Gives the pass the room for this output's values, where it is active.</summary>
    internal abstract void Open(Block block, ref TPass pass);
}

/// <summary>Gives a pass the room for an output's values.</summary>
internal delegate void OutputRoom<TPass, T>(ref TPass pass, Span<T> values)
    where TPass : struct, allows ref struct;

/// <inheritdoc/>
/// <typeparam name="TPass">What one pass over a block of rows gives.</typeparam>
/// <typeparam name="T">The raw type of the column's items.</typeparam>
/// <param name="key">Its default name.</param>
/// <param name="column">Makes the column of a name.</param>
/// <param name="fill">Puts the room where the pass fills it.</param>
/// <param name="name">The column's name; null where it is dropped.</param>
internal sealed class Output<TPass, T>(string key, Func<string, OutputColumn<T>> column, OutputRoom<TPass, T> fill, string? name) : Output<TPass>(key)
    where TPass : struct, allows ref struct
    where T : unmanaged
{
    private readonly OutputColumn<T>? _column = name is null ? null : column(name);

    /// <summary>The output under its default name.</summary>
    internal Output(string key, Func<string, OutputColumn<T>> column, OutputRoom<TPass, T> fill)
        : this(key, column, fill, key)
    {
    }

    internal override OutputColumn? Column => _column;

    internal override Output<TPass> Named(string? name) => new Output<TPass, T>(Key, column, fill, name);

    internal override void Open(Block block, ref TPass pass)
    {
        if (block.IsActive(_column))
            fill(ref pass, block.Output(_column));
    }
}
