using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

/// <summary>C = A·B of square matrices, packing included.</summary>
internal sealed class GemmWork : Work
{
    private const int Products = 5;

    public override string Name => "gemm";

    public override IReadOnlyList<int> Threads => [1, 2];

    public override IReadOnlyList<Contest> Contests(Inputs inputs, int threads) => [Product(512, threads), Product(1024, threads)];

    private static Contest Product(int size, int threads)
    {
        var random = new Random(1);
        var a = Enumerable.Range(0, size * size).Select(_ => random.NextSingle()).ToArray();
        var b = Enumerable.Range(0, size * size).Select(_ => random.NextSingle()).ToArray();
        var c = new float[size * size];
        var packed = new PackedMatrix();
        return new Contest($"{size} × {size}, packing included", line => line["n"] == size, () =>
        {
            var outcome = Stopwatches.Time(() =>
            {
                for (var i = 0; i < Products; i++)
                {
                    packed.Pack(b, size, size);
                    MatrixProduct.Multiply(a, size, packed, c, threads: threads);
                }

                return double.NaN;
            });
            return outcome with { Seconds = outcome.Seconds / Products };
        });
    }
}
