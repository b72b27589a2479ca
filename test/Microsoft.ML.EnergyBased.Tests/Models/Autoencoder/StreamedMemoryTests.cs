using Microsoft.ML.EnergyBased.Tests.House;

namespace Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;

/// <summary>What a streamed fit keeps.</summary>
[Collection(nameof(Alone))]
public sealed class StreamedMemoryTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void GivenRowsThatExistOneAtATime_WhenStreamed_ThenTheFitKeepsABufferAndNotTheData()
    {
        // 100 MB of rows. What is alive is looked at after a collection at the turn of each pass: how much garbage waits for one
        // is the machine's business, whose caches set how large its youngest generation is.
        const int Rows = 100_000;
        const int Size = 256;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var alive = new List<long>();
        var view = _ml.Data.LoadFromEnumerable(Passing(Rows, Size, () => alive.Add(GC.GetTotalMemory(forceFullCollection: true) - before)), TestData.RowSchema(Size));
        var options = new DenoisingAutoencoderEstimator.Options { HiddenUnits = [4], NumberOfEpochs = 2, Seed = 1, MemoryLimit = 1 << 20 };

        _ml.EnergyBased().DenoisingAutoencoder(options).Fit(view);

        alive.Should().HaveCountGreaterThanOrEqualTo(2);
        // A sixth of the data, with what the first fit of a process makes once for all.
        alive.Max().Should().BeLessThan(16 << 20);
    }

    private static IEnumerable<TestData.Row> Passing(int rows, int size, Action atTurn)
    {
        for (var i = 0; i < rows; i++)
        {
            if (i == rows - 1)
                atTurn();
            var values = new float[size];
            Array.Fill(values, i % 7 / 7f);
            yield return new TestData.Row { Features = values };
        }
    }
}
