using System.Runtime.InteropServices;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

/// <summary>
/// Room for values that ends, or begins, at a page that must not be touched: on Linux a kernel that reads or writes one
/// value too far ends the process there and then, with its stack. What lies beside the values on their other side, and
/// elsewhere on both sides, are canaries, which <see cref="AssertUntouched"/> looks at.
/// </summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable
    where T : unmanaged
{
    private const byte Canary = 0xfb;
    private static readonly nint Page = Environment.SystemPageSize;

    private readonly byte* _all;
    private readonly nint _room;
    private byte* _first;
    private nint _length;

    /// <param name="most">The most values that are asked for.</param>
    public GuardedMemory(int most)
    {
        _room = (((nint)most * sizeof(T)) + Page - 1) / Page * Page;
        _all = (byte*)(OperatingSystem.IsLinux() ? Pages.Map(_room + (2 * Page), Page) : (nint)NativeMemory.AlignedAlloc((nuint)(_room + (2 * Page)), (nuint)Page));
    }

    /// <summary>Some values, zeros, against the page behind them or the one before them.</summary>
    public Span<T> Take(int count, bool atEnd)
    {
        var room = _all + Page;
        _length = (nint)count * sizeof(T);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_length, _room);
        _first = atEnd ? room + _room - _length : room;
        Beside(Fill);
        new Span<byte>(_first, (int)_length).Clear();
        return new Span<T>(_first, count);
    }

    /// <summary>A copy of these values there.</summary>
    public Span<T> Take(ReadOnlySpan<T> values, bool atEnd)
    {
        var taken = Take(values.Length, atEnd);
        values.CopyTo(taken);
        return taken;
    }

    /// <summary>Where the values begin that were taken last.</summary>
    public T* Pointer => (T*)_first;

    /// <summary>Holds that nothing was written beside the values that were taken last.</summary>
    public void AssertUntouched() => Beside(bytes => bytes.ContainsAnyExcept(Canary)
        .Should().BeFalse("A value beside those that were given was written."));

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
            Pages.Unmap((nint)_all, _room + (2 * Page));
        else
            NativeMemory.AlignedFree(_all);
    }

    private static void Fill(Span<byte> bytes) => bytes.Fill(Canary);

    // What may be looked at beside the values: at most a page on either side.
    private void Beside(Action<Span<byte>> look)
    {
        var begin = OperatingSystem.IsLinux() ? _all + Page : _all;
        var end = begin + _room + (OperatingSystem.IsLinux() ? 0 : 2 * Page);
        var before = Math.Min(Page, (nint)(_first - begin));
        var behind = Math.Min(Page, (nint)(end - (_first + _length)));
        look(new Span<byte>(_first - before, (int)before));
        look(new Span<byte>(_first + _length, (int)behind));
    }

    private delegate void Action<TSpan>(TSpan bytes)
        where TSpan : allows ref struct;
}

/// <summary>Pages of the system, on Linux.</summary>
internal static partial class Pages
{
    private const int NoAccess = 0, ReadAndWrite = 3;
    private const int PrivateAndAnonymous = 0x22;

    /// <summary>Pages of which only those between the first and the last may be touched.</summary>
    public static nint Map(nint length, nint page)
    {
        var first = MMap(0, length, NoAccess, PrivateAndAnonymous, -1, 0);
        return first != -1 && MProtect(first + page, length - (2 * page), ReadAndWrite) == 0
            ? first : throw new InvalidOperationException($"The system gave no pages: error {Marshal.GetLastPInvokeError()}.");
    }

    public static void Unmap(nint first, nint length) => _ = MUnmap(first, length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MMap(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int MProtect(nint address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int MUnmap(nint address, nint length);
}
