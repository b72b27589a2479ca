using System.Buffers.Binary;
using Microsoft.ML.EnergyBased.Data;
using Xunit.Sdk;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    private const int FuzzSeed = 20240607;

    [Point]
    public void P31_a_newer_version_is_named_beside_what_this_build_reads()
    {
        var saved = Save(Fit());
        var bytes = (byte[])saved[saved.Component].Clone();
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(saved.Block));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(saved.Block), version + 41);
        var e = LoadError(saved.With(saved.Component, bytes).ToZip());
        Assert.IsType<FormatException>(e);
        Assert.Contains(typeof(TTransformer).Name, e.Message);
        Assert.Contains($"{version + 41}", e.Message);
        Assert.Contains($"1 to {version}", e.Message);
    }

    [Point]
    public void P31_a_newer_header_is_refused_in_the_components_name()
    {
        // At 48 and 4C of ML.NET's header: the version written, and the one that can read it.
        var saved = Save(Fit());
        var bytes = (byte[])saved[saved.Component].Clone();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x48), 0x00090009);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x4C), 0x00090009);
        var e = LoadError(saved.With(saved.Component, bytes).ToZip());
        Assert.IsType<FormatException>(e);
        Assert.Contains(typeof(TTransformer).Name, e.Message);
    }

    [Point]
    public void P31_every_altered_byte_of_the_payload_is_a_format_error_with_the_components_name()
    {
        var saved = Save(Fit());
        var random = new Random(FuzzSeed);
        var (start, length) = saved.Block.GetOffsetAndLength(saved[saved.Component].Length);
        for (var i = 0; i < 1000; i++)
        {
            // The first bytes, version and length, one by one; the others at random.
            var at = start + (i < 16 ? i : random.Next(length));
            var bytes = (byte[])saved[saved.Component].Clone();
            bytes[at] ^= (byte)(1 << random.Next(8));
            var e = LoadError(saved.With(saved.Component, bytes).ToZip());
            Assert.True(e is FormatException, $"Byte {at - start}: {e}");
            Assert.Contains(typeof(TTransformer).Name, e!.Message);
        }
    }

    [Point]
    public void P31_broken_files_give_clear_errors_and_allocate_little()
    {
        var model = Fit();
        var table = Annotated(Scoring, SlotNames.Of);
        var zip = SavedModel.Zip(Ml, model, table.Schema);
        var broken = new BrokenFiles(zip, new Random(FuzzSeed));
        var probe = Scoring.Take(3);
        var expected = Score(model, probe);
        var ml = new MLContext();
        Score(SavedModel.Load(ml, zip)); // what loading allocates once

        var errors = 0;
        var count = 0;
        foreach (var (what, bytes) in broken.All())
        {
            count++;
            var before = GC.GetAllocatedBytesForCurrentThread();
            ITransformer? loaded = null;
            var e = Record.Exception(() => loaded = SavedModel.Load(ml, bytes));
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < (10L * bytes.Length) + BrokenFiles.AllocationOfALoad, $"{what}: {allocated} bytes for a file of {bytes.Length}");

            // What loads in spite of all was altered where it does not matter: it must be the same model.
            if (e is null)
                Assert.Equal(expected, Score(loaded!, probe));
            else
                errors++;
            if (e is not null && !BrokenFiles.IsClear(e))
                throw new XunitException($"{what}: {e}");
        }

        Assert.True(count >= 3000 && errors > count / 2, $"{errors} errors of {count}");
    }

    private static Exception? LoadError(byte[] zip)
        => Record.Exception(() => SavedModel.Load(new MLContext(), zip))?.GetBaseException();
}
