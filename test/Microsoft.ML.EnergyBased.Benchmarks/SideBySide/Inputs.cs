using System.Runtime.InteropServices;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>The peers' input files: raw little-endian float32, row-major, of shapes that both sides know.</summary>
internal sealed class Inputs(string folder)
{
    /// <summary>Values in a position of a chain.</summary>
    public const int ChainSize = 64;

    /// <summary>200,000 rows of <see cref="FeatureRow.Size"/> features.</summary>
    public float[] Clusters => Read("clusters", 200_000 * FeatureRow.Size);

    /// <summary>64 of the rows, the centres to start from.</summary>
    public float[] Centers => Read("centers", 64 * FeatureRow.Size);

    /// <summary>20,000 images of 28 × 28 pixels in [0, 1].</summary>
    public float[] Images => Read("images", 20_000 * 784);

    /// <summary>20,000 images of 28 × 28 pixels, 0 or 1.</summary>
    public float[] Binary => Read("binary", 20_000 * 784);

    /// <summary>1,024 positions of <see cref="ChainSize"/> values, where chains begin.</summary>
    public float[] Chains => Read("chains", 1024 * ChainSize);

    /// <summary>10,000 signals of <see cref="FeatureRow.Size"/> values, each of a few atoms and noise.</summary>
    public float[] Signals => Read("signals", 10_000 * FeatureRow.Size);

    /// <summary>The 256 atoms that the signals are made of.</summary>
    public float[] Dictionary => Read("dictionary", 256 * FeatureRow.Size);

    public string Folder => folder;

    /// <summary>Whether the peers have written the files.</summary>
    public bool Exist => File.Exists(PathOf("clusters")) && File.Exists(PathOf("centers"));

    private float[] Read(string name, int count)
    {
        var values = new float[count];
        using var file = File.OpenRead(PathOf(name));
        if (file.Length != count * sizeof(float))
            throw new InvalidDataException($"'{PathOf(name)}' has {file.Length} bytes, {count * sizeof(float)} are expected");
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private string PathOf(string name) => Path.Combine(folder, $"{name}.f32");
}
