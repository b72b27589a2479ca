using Microsoft.ML.EnergyBased.Energies;

namespace Generate_Digits;

/// <summary>Does the machine tell digits from what has the same ink in other places?</summary>
internal static class Likeness
{
    /// <summary>The digits with their pixels in random order.</summary>
    public static float[][] Noise(IEnumerable<float[]> digits, int seed)
    {
        var random = new Random(seed);
        return [.. digits.Select(digit =>
        {
            var shuffled = (float[])digit.Clone();
            random.Shuffle(shuffled);
            return shuffled;
        })];
    }

    public static double MeanEnergy(IEnergy energy, float[][] rows)
    {
        var energies = new float[rows.Length];
        energy.Energy(rows.SelectMany(row => row).ToArray(), energies);
        return energies.Average();
    }
}
