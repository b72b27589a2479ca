using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>Chooses the atoms that learning starts from.</summary>
internal sealed class DictionaryStart(SparseCodingEstimator.Options options, int dimension)
{
    public float[] Choose(ITrainingSource source, Batch batch, WorkTeam team)
    {
        var given = options.Start;
        var atoms = given ?? new float[checked(options.NumberOfAtoms * dimension)];
        var chosen = given is not null ? options.NumberOfAtoms
            : options.Initialization == SparseDictionaryInitialization.Rows ? TakeRows(source, batch, team, atoms) : 0;
        for (var k = chosen; k < options.NumberOfAtoms; k++)
            new RandomStream(options.RandomSeed, RandomPurpose.DictionaryStart, 0, (ulong)k).FillNormal(atoms.AsSpan(k * dimension, dimension));
        for (var k = 0; k < options.NumberOfAtoms; k++)
            Project(atoms.AsSpan(k * dimension, dimension), shorten: given is not null);
        return atoms;
    }

    /// <summary>Brings an atom to length 1; with <paramref name="shorten"/> only one that is longer, onto the unit ball.</summary>
    public static void Project(Span<float> atom, bool shorten)
    {
        double square = 0;
        foreach (var value in atom)
            square += (double)value * value;
        var length = Math.Sqrt(square);
        if (length > 1 || (!shorten && length > 0))
        {
            for (var j = 0; j < atom.Length; j++)
                atom[j] = (float)(atom[j] / length);
        }
    }

    /// <summary>Rows in an order of their own, that of the epoch past the last; those that are all zero are no directions.</summary>
    private int TakeRows(ITrainingSource source, Batch batch, WorkTeam team, float[] atoms)
    {
        var chosen = 0;
        source.BeginTraining(options.NumberOfEpochs);
        while (chosen < options.NumberOfAtoms && source.Read(batch, team))
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < batch.Count && chosen < options.NumberOfAtoms; i++)
            {
                if (TensorPrimitives.MaxMagnitude<float>(batch.Row(i)) != 0)
                    batch.Row(i).CopyTo(atoms.AsSpan(chosen++ * dimension));
            }
        }
        return chosen;
    }
}
