using Microsoft.ML.EnergyBased.Tests.House;

namespace Microsoft.ML.EnergyBased.Tests.Data;

/// <summary>What a streamed fit keeps.</summary>
[Collection(nameof(Alone))]
public sealed class StreamedMemoryTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("autoencoder")]
    [InlineData("machine")]
    [InlineData("network")]
    public void GivenRowsThatExistOneAtATime_WhenStreamed_ThenTheFitKeepsABufferAndNotTheData(string model)
    {
        // 100 MB of rows. What is alive is looked at after a collection at the turn of each pass: how much garbage waits for one
        // is the machine's business, whose caches set how large its youngest generation is.
        const int Rows = 100_000;
        const int Size = 256;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var alive = new List<long>();
        var view = _ml.Data.LoadFromEnumerable(Passing(Rows, Size, () => alive.Add(GC.GetTotalMemory(forceFullCollection: true) - before)), TestData.RowSchema(Size));

        Create(model).Fit(view);

        alive.Should().HaveCountGreaterThanOrEqualTo(2);
        // A sixth of the data, with what the first fit of a process makes once for all.
        alive.Max().Should().BeLessThan(16 << 20);
    }

    private IEstimator<ITransformer> Create(string model)
    {
        const int Limit = 1 << 20;
        return model switch
        {
            "autoencoder" => _ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = [4], NumberOfEpochs = 2, Seed = 1, MemoryLimit = Limit }),
            "machine" => _ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
            {
                Model = ContrastiveModel.RestrictedBoltzmann(4),
                Monitor = LikelihoodMonitor.PseudoLikelihood,
                MonitorRows = 100,
                NumberOfEpochs = 1,
                Seed = 1,
                MemoryLimit = Limit,
            }),
            _ => _ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
            {
                Model = ContrastiveModel.EnergyNetwork([4]),
                NegativePhase = NegativePhase.Langevin(1),
                NumberOfEpochs = 1,
                Seed = 1,
                MemoryLimit = Limit,
            }),
        };
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
