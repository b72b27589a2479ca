namespace Microsoft.ML.EnergyBased.Persistence;

/// <summary>Makes a kind of energies known to <see cref="StoredEnergies"/>.</summary>
internal abstract class StoredEnergyAttribute : Attribute
{
    internal abstract Type EnergyType { get; }

    internal abstract string Kind { get; }

    internal abstract IStoredEnergy Read(PayloadReader reader);
}

/// <inheritdoc/>
/// <typeparam name="T">The energy. That it stands here keeps its members where an application is trimmed.</typeparam>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class StoredEnergyAttribute<T> : StoredEnergyAttribute
    where T : IStoredEnergy<T>
{
    internal override Type EnergyType => typeof(T);

    internal override string Kind => T.Kind;

    internal override IStoredEnergy Read(PayloadReader reader) => T.Read(reader);
}
