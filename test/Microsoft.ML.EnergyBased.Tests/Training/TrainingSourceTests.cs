using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Training;

public class TrainingSourceTests
{
    private const int Count = 1003, Width = 3;

    public static TheoryData<string, double> Cases => new()
    {
        { "memory", 0 }, { "memory", 0.2 }, { "stream", 0 }, { "stream", 0.2 }, { "one at a time", 0.2 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryRowComesOnceInAnEpoch(string kind, double fraction)
    {
        using var source = Open(kind, fraction, 1);
        source.BeginTraining(0);
        var first = Read(source);
        source.BeginTraining(1);
        var second = Read(source);
        source.BeginValidation();
        var validation = Read(source);

        second.Order().ShouldEqual(first.Order());
        first.Concat(validation).Order().ShouldEqual(Enumerable.Range(0, Count).Select(i => (long)i));
        source.CountTrainingRows(CancellationToken.None).Should().Be(first.Count);
        validation.ShouldEqual(validation.Order());
        if (kind != "one at a time")
        {
            second.ShouldNotEqual(first);
            first.ShouldNotEqual(first.Order());
        }
        // Five standard deviations of the binomial are 63 rows.
        ((double)validation.Count).Should().BeInRange((Count * fraction) - (fraction > 0 ? 63 : 0), (Count * fraction) + (fraction > 0 ? 63 : 0));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnEpochDependsOnTheSeedAlone(string kind, double fraction)
    {
        using ITrainingSource a = Open(kind, fraction, 1), b = Open(kind, fraction, 1), c = Open(kind, fraction, 2);
        a.BeginTraining(0);
        Read(a);
        a.BeginTraining(5);
        b.BeginTraining(5);
        c.BeginTraining(5);
        var order = Read(b);
        Read(a).ShouldEqual(order);
        if (kind != "one at a time")
            Read(c).ShouldNotEqual(order);
    }

    [Fact]
    public void StreamingMixesOverItsBuffer()
    {
        using var source = Open("stream", 0, 1);
        source.BeginTraining(0);
        var order = Read(source);
        // A row leaves the buffer of 200 after 200 others on average; unshuffled it would be 0.
        var distance = order.Select((id, place) => Math.Abs(id - place)).Average();
        distance.Should().BeInRange(100, 400);
    }

    [Fact]
    public void ValidationNeedsARowBesideTheOthers()
        => FluentActions.Invoking(() => new MemorySource(new float[3], 3, 0.5, 1)).Should().ThrowExactly<InvalidOperationException>();

    [Fact]
    public void ABlockOfPartialRowsIsRefused()
    {
        using var source = new StreamingSource(Rows.Stream(new float[7], 1, 7), 2, 10, 0, 1);
        FluentActions.Invoking(() => source.BeginTraining(0)).Should().ThrowExactly<InvalidOperationException>();
    }

    private static ITrainingSource Open(string kind, double fraction, ulong seed)
    {
        float[] rows = [.. Enumerable.Range(0, Count * Width).Select(i => (float)i)];
        return kind switch
        {
            "memory" => new MemorySource(rows, Width, fraction, seed),
            "stream" => new StreamingSource(Rows.Stream(rows, Width, 64), Width, 200, fraction, seed),
            _ => new StreamingSource(Rows.Stream(rows, Width, 64), Width, 1, fraction, seed),
        };
    }

    private static List<long> Read(ITrainingSource source)
    {
        var ids = new List<long>();
        var batch = new Batch(Width, 100);
        var team = new WorkTeam(2);
        var ended = false;
        while (source.Read(batch, team))
        {
            ended.Should().BeFalse("only the last batch may be short");
            ended = batch.Count < batch.Capacity;
            for (var i = 0; i < batch.Count; i++)
            {
                var id = batch.RowIds[i];
                ids.Add(id);
                batch.Row(i).ToArray().ShouldEqual([id * Width, (id * Width) + 1, (id * Width) + 2]);
            }
        }
        return ids;
    }
}
