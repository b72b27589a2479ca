namespace Microsoft.ML.EnergyBased.Components;

/// <summary>Whether what the options ask for has room: in the arrays of .NET, and in this machine's memory.</summary>
internal static class Room
{
    /// <summary>Trains; where sizes have no room it says which they are, instead of how the arithmetic failed.</summary>
    /// <param name="sizes">The options that sizes follow from, and those of the data: "NumberOfAtoms = 100 with 12 features".</param>
    /// <param name="train">The training.</param>
    /// <exception cref="InvalidOperationException">There is no room.</exception>
    internal static T For<T>(FormattableString sizes, Func<T> train)
    {
        try
        {
            return train();
        }
        catch (Exception e) when (e is OverflowException or OutOfMemoryException)
        {
            var where = e is OverflowException ? $"in one array of at most {Array.MaxLength} numbers" : "in memory";
            throw new InvalidOperationException($"{FormattableString.Invariant(sizes)} have no room {where}: lower them.");
        }
    }
}
