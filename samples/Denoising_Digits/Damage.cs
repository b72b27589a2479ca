using Microsoft.ML.EnergyBased;

namespace Denoising_Digits;

/// <summary>
/// What is done to images: as the package's <see cref="Corruption"/> for training, and here by the sample itself to
/// images that the networks have never seen.
/// </summary>
internal sealed record Damage(string Kind, double Share)
{
    public static readonly string[] Kinds = ["dropout", "masking", "salt"];

    /// <summary>The same for the training.</summary>
    public Corruption ForTraining => Kind switch
    {
        "dropout" => Corruption.Dropout((float)Share),
        "masking" => Corruption.Masking((float)Share),
        _ => Corruption.SaltAndPepper((float)Share, -1, 1),
    };

    /// <summary>In words.</summary>
    public string Description => Kind switch
    {
        "dropout" => $"{Share:P0} of the pixels set to 0, the others times {1 / (1 - Share):0.##}",
        "masking" => $"{Share:P0} of the pixels set to 0",
        _ => $"{Share:P0} of the pixels set to paper or ink at random",
    };

    /// <summary>A damaged copy, and which of its pixels were hit.</summary>
    public Damaged Apply(float[] clean, Random random)
    {
        var pixels = new float[clean.Length];
        var hit = new bool[clean.Length];
        for (var i = 0; i < clean.Length; i++)
        {
            hit[i] = random.NextDouble() < Share;
            var inPlace = Kind != "salt" ? 0 : random.Next(2) == 0 ? -1 : 1;
            pixels[i] = hit[i] ? inPlace : Kind == "dropout" ? clean[i] / (float)(1 - Share) : clean[i];
        }

        return new Damaged(clean, pixels, hit);
    }
}

/// <summary>An image before and after, and the pixels that were hit.</summary>
internal sealed record Damaged(float[] Clean, float[] Pixels, bool[] Hit);
