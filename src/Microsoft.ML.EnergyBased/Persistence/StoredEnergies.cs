using System.Reflection;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Persistence;

/// <summary>Reads and writes energies of any kind: the kind, then what that kind writes. Which there are, the kinds say themselves.</summary>
internal static class StoredEnergies
{
    private static readonly StoredEnergyAttribute[] Kinds = [.. typeof(StoredEnergies).Assembly.GetCustomAttributes<StoredEnergyAttribute>()];

    /// <typeparam name="T">What is needed of the energy.</typeparam>
    /// <exception cref="FormatException">An unknown kind, or one that is not what is needed, or a payload that does not fit.</exception>
    internal static T Read<T>(PayloadReader reader)
        where T : IEnergy
    {
        var name = reader.ReadString("kind of energy");
        var kind = Array.Find(Kinds, kind => kind.Kind == name);
        return kind is not null && kind.EnergyType.IsAssignableTo(typeof(T)) ? (T)kind.Read(reader) : throw reader.Bad("kind of energy", name);
    }

    internal static void Write(PayloadWriter writer, IEnergy energy)
    {
        // *** Binary format, version 1 ***
        // string: kind of energy, then what its Write says
        var kind = Array.Find(Kinds, kind => kind.EnergyType == energy.GetType());
        if (kind is null || energy is not IStoredEnergy stored)
            throw new InvalidOperationException($"{energy} cannot be saved: its kind is not known to {nameof(StoredEnergies)}.");
        writer.Write(kind.Kind);
        stored.Write(writer);
    }
}
