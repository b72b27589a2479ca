using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Persistence;

/// <summary>An energy that a model file can hold. Its class is an <see cref="IStoredEnergy{T}"/>, which reads it back.</summary>
internal interface IStoredEnergy : IEnergy
{
    /// <summary>Writes what the kind's Read reads.</summary>
    void Write(PayloadWriter writer);
}

/// <summary>
/// A kind of stored energies. It becomes known by one line beside it, <c>[assembly: StoredEnergy&lt;T&gt;]</c>: nothing else names it.
/// </summary>
/// <typeparam name="T">The energy itself.</typeparam>
internal interface IStoredEnergy<T> : IStoredEnergy
    where T : IStoredEnergy<T>
{
    /// <summary>The name that stands in files; never changed.</summary>
    static abstract string Kind { get; }

    /// <exception cref="FormatException">What stands there is no such energy.</exception>
    static abstract T Read(PayloadReader reader);
}
