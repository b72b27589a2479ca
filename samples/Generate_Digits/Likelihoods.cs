using Microsoft.ML.EnergyBased.Models.Boltzmann;

namespace Generate_Digits;

/// <summary>What the machine's likelihood of digits is compared with.</summary>
internal static class Likelihoods
{
    /// <summary>The digits with their pixels in random order: the same ink in other places.</summary>
    public static float[][] Shuffled(IEnumerable<float[]> digits, int seed)
    {
        var random = new Random(seed);
        return [.. digits.Select(digit =>
        {
            var shuffled = (float[])digit.Clone();
            random.Shuffle(shuffled);
            return shuffled;
        })];
    }

    /// <summary>The mean log-likelihood under the machine, whose log Z is known.</summary>
    public static double Mean(RestrictedBoltzmannEnergy machine, double logPartition, float[][] digits)
        => machine.LogLikelihood(digits.SelectMany(digit => digit).ToArray(), logPartition);

    /// <summary>The mean log-likelihood if each pixel were a coin of its own, that has ink as often as in training.</summary>
    public static double OfIndependentPixels(float[][] training, float[][] digits)
    {
        // One more digit of either kind, so that no pixel is impossible.
        var ink = Enumerable.Range(0, ModelInput.Pixels).Select(i => (training.Sum(digit => digit[i]) + 1.0) / (training.Length + 2)).ToArray();
        return digits.Average(digit => digit.Select((pixel, i) => Math.Log(pixel > 0 ? ink[i] : 1 - ink[i])).Sum());
    }
}
