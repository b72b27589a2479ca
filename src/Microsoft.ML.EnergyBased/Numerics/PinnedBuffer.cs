using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>An array that does not move, so that kernels on several threads can hold pointers into it. It grows, and never shrinks.</summary>
internal sealed unsafe class PinnedBuffer
{
    // Elementwise functions are asked for at least four values, and may write past the last row's end here.
    private const int Slack = 16;

    private float[] _values = [];

    /// <summary>The first value, on a line of the cache.</summary>
    public float* Pointer { get; private set; }

    /// <summary>Makes room for <paramref name="count"/> values; what was held is lost when the buffer grows, and new room is zero.</summary>
    public void Reserve(long count)
    {
        if (_values.Length >= count + (2 * Slack))
            return;
        _values = GC.AllocateArray<float>(checked((int)(count + (2 * Slack))), pinned: true);
        float* first = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));
        Pointer = (float*)(((nint)first + 63) & ~(nint)63);
    }
}
