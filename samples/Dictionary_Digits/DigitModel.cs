using Microsoft.ML;
using Microsoft.ML.EnergyBased;

namespace Dictionary_Digits;

/// <summary>The model: a dictionary of atoms, of which each digit takes a few.</summary>
internal static class DigitModel
{
    /// <summary>Codes are non-negative unless signed ones are wanted: a digit is a sum of shapes, which are only added.</summary>
    public static SparseCodingEstimator Build(MLContext ml, int atoms, float sparsity, bool signed, int epochs, int seed)
        => ml.EnergyBased().SparseCoding(new SparseCodingEstimator.Options
        {
            NumberOfAtoms = atoms,
            Sparsity = sparsity,
            NonNegative = !signed,
            NumberOfEpochs = epochs,
            InferenceColumnName = nameof(ModelOutput.Inference),
            Seed = seed,
        });
}
