namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>
/// Room for what one pass of an energy over a block of rows can give. A span that is empty is not wanted; an energy leaves
/// those alone that it has nothing for.
/// </summary>
internal ref struct EnergyOutputs
{
    /// <summary>F(y): one value a row.</summary>
    public Span<float> Energies;

    /// <summary>The share of each feature: as many values as the energy is of.</summary>
    public Span<float> FeatureEnergies;

    /// <summary>One value for each z, or each class.</summary>
    public Span<float> Scores;

    /// <summary>Which z, or which class, counted from 1; 0 is none.</summary>
    public Span<uint> Labels;

    /// <summary>z*, or P(z|y).</summary>
    public Span<float> Latents;

    /// <summary>What an encoder computes.</summary>
    public Span<float> Codes;

    /// <summary>The model's version of y: as many values as the energy is of.</summary>
    public Span<float> Reconstructions;

    /// <summary>How the search for z* went.</summary>
    public Span<LatentSearch> Searches;

    /// <summary>How many values of z* are not 0.</summary>
    public Span<float> ActiveAtoms;

    /// <summary>The y of each z of a set, of a conditional energy.</summary>
    public Span<float> Predictions;

    /// <summary>∂F/∂y: as many values as a row has.</summary>
    public Span<float> Gradients;

    /// <summary>Says of one row that it has none of what is wanted: NaN, and no label.</summary>
    /// <param name="row">Which row.</param>
    /// <param name="count">How many there are.</param>
    public readonly void Spoil(int row, int count)
    {
        Fill(Energies);
        Fill(FeatureEnergies);
        Fill(Scores);
        Fill(Latents);
        Fill(Codes);
        Fill(Reconstructions);
        Fill(ActiveAtoms);
        Fill(Predictions);
        Fill(Gradients);
        if (!Labels.IsEmpty)
            Labels[row] = 0;
        if (!Searches.IsEmpty)
            Searches[row] = LatentSearch.None;

        void Fill(Span<float> values)
        {
            var width = values.Length / count;
            values.Slice(row * width, width).Fill(float.NaN);
        }
    }

    /// <summary>Whether F is all that is wanted.</summary>
    public readonly bool IsEnergyAlone => FeatureEnergies.IsEmpty && Scores.IsEmpty && Labels.IsEmpty && Latents.IsEmpty && Codes.IsEmpty
        && Reconstructions.IsEmpty && Searches.IsEmpty && ActiveAtoms.IsEmpty && Predictions.IsEmpty && Gradients.IsEmpty;
}
