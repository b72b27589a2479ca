using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Components.LatentInference;

/// <summary>Reads and writes the energy of a latent-variable model: its kind, then what that kind writes.</summary>
internal static class LatentFormat
{
    internal static ILatentEnergy Read(PayloadReader reader) => reader.ReadEnum<LatentKind>("kind of model") switch
    {
        LatentKind.SparseCoding => SparseCodingFormat.Read(reader),
        LatentKind.LatentOptimization => LatentOptimizationFormat.Read(reader),
        LatentKind.Mixture => MixtureFormat.Read(reader),
        LatentKind.PrincipalSubspace => PrincipalSubspaceFormat.Read(reader),
        LatentKind.Conditional => ConditionalFormat.Read(reader),
        var kind => throw reader.Bad("kind of model", kind),
    };

    internal static void Write(PayloadWriter writer, ILatentEnergy energy)
    {
        // *** Binary format, version 1 ***
        // int32: kind of model (LatentKind), then what the format of that kind says
        switch (energy)
        {
            case SparseCodingEnergy dictionary:
                writer.Write((int)LatentKind.SparseCoding);
                SparseCodingFormat.Write(writer, dictionary);
                break;
            case LatentOptimizationEnergy decoder:
                writer.Write((int)LatentKind.LatentOptimization);
                LatentOptimizationFormat.Write(writer, decoder);
                break;
            case MixtureEnergy mixture:
                writer.Write((int)LatentKind.Mixture);
                MixtureFormat.Write(writer, mixture);
                break;
            case PrincipalSubspaceEnergy subspace:
                writer.Write((int)LatentKind.PrincipalSubspace);
                PrincipalSubspaceFormat.Write(writer, subspace);
                break;
            case ConditionalLatentEnergy conditional:
                writer.Write((int)LatentKind.Conditional);
                ConditionalFormat.Write(writer, conditional);
                break;
            default:
                throw new InvalidOperationException($"{energy} cannot be saved");
        }
    }
}
