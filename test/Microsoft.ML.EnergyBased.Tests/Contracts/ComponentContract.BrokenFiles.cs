using System.Buffers.Binary;
using Microsoft.ML.EnergyBased.Data;
using Xunit.Sdk;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    private const int FuzzSeed = 20240607;

    [Point]
    public void P31_ANewerVersionIsNamedBesideWhatThisBuildReads()
    {
        var saved = Save(Fit());
        var bytes = (byte[])saved[saved.Component].Clone();
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(saved.Block));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(saved.Block), version + 41);
        var e = LoadError(saved.With(saved.Component, bytes).ToZip());
        e.Should().BeOfType<FormatException>();
        e.Message.Should().Contain(typeof(TTransformer).Name);
        e.Message.Should().Contain($"{version + 41}");
        e.Message.Should().Contain($"1 to {version}");
    }

    [Point]
    public void P31_ANewerHeaderIsRefusedInTheComponentsName()
    {
        // At 48 and 4C of ML.NET's header: the version written, and the one that can read it.
        var saved = Save(Fit());
        var bytes = (byte[])saved[saved.Component].Clone();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x48), 0x00090009);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x4C), 0x00090009);
        var e = LoadError(saved.With(saved.Component, bytes).ToZip());
        e.Should().BeOfType<FormatException>();
        e.Message.Should().Contain(typeof(TTransformer).Name);
    }

    [Point]
    public void P31_EveryAlteredByteOfThePayloadIsAFormatErrorWithTheComponentsName()
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
            e.Should().BeAssignableTo<FormatException>("Byte {0}: {1}", at - start, e);
            e!.Message.Should().Contain(typeof(TTransformer).Name);
        }
    }

    [Point]
    public void P31_BrokenFilesGiveClearErrorsAndAllocateLittle()
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
            allocated
                .Should().BeLessThan((10L * bytes.Length) + BrokenFiles.AllocationOfALoad, "{0}: {1} bytes for a file of {2}", what, allocated, bytes.Length);

            // What loads in spite of all was altered where it does not matter: it must be the same model.
            if (e is null)
                Score(loaded!, probe).Should().Equal(expected);
            else
                errors++;
            if (e is not null && !BrokenFiles.IsClear(e))
                throw new XunitException($"{what}: {e}");
        }

        count.Should().BeGreaterThanOrEqualTo(3000, "{0} errors of {1}", errors, count);
        errors.Should().BeGreaterThan(count / 2, "{0} errors of {1}", errors, count);
    }

    private static Exception? LoadError(byte[] zip)
        => Record.Exception(() => SavedModel.Load(new MLContext(), zip))?.GetBaseException();
}
