using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Benchmarks.Numerics;

/// <summary>C = A·Bᵀ for square matrices: the packed product against one dot product an element.</summary>
[MemoryDiagnoser]
public class MatrixProductBenchmarks
{
    private readonly PackedMatrix _packed = new();
    private float[] _a = [];
    private float[] _b = [];
    private float[] _c = [];

    [Params(64, 512)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _a = Enumerable.Range(0, Size * Size).Select(_ => random.NextSingle() - 0.5f).ToArray();
        _b = Enumerable.Range(0, Size * Size).Select(_ => random.NextSingle() - 0.5f).ToArray();
        _c = new float[Size * Size];
        _packed.PackTransposed(_b, Size, Size);
    }

    [Benchmark(Baseline = true)]
    public void DotProducts()
    {
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
                _c[(row * Size) + column] = TensorPrimitives.Dot(_a.AsSpan(row * Size, Size), _b.AsSpan(column * Size, Size));
        }
    }

    [Benchmark]
    public void Packed() => MatrixProduct.Multiply(_a, Size, _packed, _c);
}
