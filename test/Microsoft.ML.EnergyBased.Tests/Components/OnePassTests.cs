using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Components;

/// <summary>A block goes through its energy once, whatever is read of it.</summary>
public sealed class OnePassTests(ITestOutputHelper output)
{
    private const int Count = 1000;
    private const int D = 5;
    private const int K = 7;

    private static readonly float[] Rows = DenseNetworkTests.Normals(2, Count * D, 1);

    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0.7f)]
    public void AllOutputsOfKMeansTakeOneCallABlock(float beta)
    {
        var energy = new CountingEnergy(Create(beta));
        var model = new LatentInferenceTransformer("Features", energy.Outputs, energy);
        var scored = model.Transform(View());
        scored.Schema.Count.Should().Be(1 + 6);
        foreach (var column in scored.Schema.Skip(1))
            column.Name.Should().BeOneOf("Energy", "FeatureEnergy", "Score", "PredictedLabel", "Reconstruction", "Latent");
        using (var cursor = scored.GetRowCursor(scored.Schema))
        {
            while (cursor.MoveNext())
            {
            }
        }

        output.WriteLine($"{energy.Calls} calls for {energy.RowsSeen} rows of {Count}");
        energy.RowsSeen.Should().Be(Count);
    }

    [Fact]
    public void NothingIsComputedThatIsNotRead()
    {
        var energy = new CountingEnergy(Create(0.7f));
        var scored = new LatentInferenceTransformer("Features", energy.Outputs, energy).Transform(View());
        using (var cursor = scored.GetRowCursor([scored.Schema["Features"]]))
        {
            while (cursor.MoveNext())
            {
            }
        }

        energy.Calls.Should().Be(0);
    }

    [Theory]
    [InlineData(float.PositiveInfinity, true)]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(0.7f, true)]
    [InlineData(0.7f, false)]
    public void OnePassOfKMeansGivesTheBitsOfEachOutputAlone(float beta, bool withScores)
    {
        var energy = Create(beta);
        var rows = (float[])Rows.Clone();
        rows[(3 * D) + 2] = float.NaN;
        rows[(8 * D) + 1] = float.MaxValue;
        float[] energies = new float[Count], shares = new float[rows.Length], scores = new float[Count * K], latents = new float[Count * K], restored = new float[rows.Length];
        var labels = new uint[Count];
        ((IOutputEnergy)energy).Compute(rows, new EnergyOutputs
        {
            Energies = energies,
            FeatureEnergies = shares,
            Scores = withScores ? scores : default,
            Labels = labels,
            Latents = latents,
            Reconstructions = restored,
        });

        float[] alone = new float[rows.Length], ofRow = new float[Count];
        energy.Energy(rows, ofRow);
        energies.ShouldHaveTheBitsOf(ofRow);
        energy.FeatureEnergy(rows, alone);
        shares.ShouldHaveTheBitsOf(alone);
        energy.Reconstruct(rows, alone);
        restored.ShouldHaveTheBitsOf(alone);
        var ofPrototypes = new float[Count * K];
        energy.Latent(rows, ofPrototypes);
        latents.ShouldHaveTheBitsOf(ofPrototypes);
        energy.Scores(rows, ofPrototypes);
        if (withScores)
            scores.ShouldHaveTheBitsOf(ofPrototypes);
        var winners = new int[Count];
        energy.Infer(rows, winners, ofRow);
        labels.ShouldEqual(winners.Select(winner => (uint)(winner + 1)));
    }

    [Fact]
    public void KMeansIsKeptAsAnyLatentVariableModel()
    {
        var energy = Create(0.7f);
        var model = new LatentInferenceTransformer("Features", ((IModelEnergy)energy).Outputs, energy);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, View().Schema, stream);
        stream.Position = 0;
        var again = new MLContext().Model.Load(stream, out _);
        again.Transform(View()).GetColumn<float[]>("Latent").SelectMany(row => row)
            .ShouldHaveTheBitsOf(model.Transform(View()).GetColumn<float[]>("Latent").SelectMany(row => row));
    }

    private IDataView View() => TestData.Rows(_ml, [.. Rows.Chunk(D)]);

    private static KMeansEnergy Create(float beta) => new(DenseNetworkTests.Normals(3, K * D, 1), K, D, beta);

    /// <summary>Counts what is asked of an energy; nothing may go past the one pass.</summary>
    private sealed class CountingEnergy(KMeansEnergy energy) : ILatentEnergy, IModelEnergy
    {
        private int _calls;
        private int _rows;

        public int Calls => _calls;

        public int RowsSeen => _rows;

        public int Dimension => energy.Dimension;

        public int LatentSize => energy.NumberOfPrototypes;

        public float InverseTemperature => energy.InverseTemperature;

        public OutputSet<EnergyOutputs> Outputs => ((IModelEnergy)energy).Outputs;

        public void Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
        {
            Interlocked.Increment(ref _calls);
            Interlocked.Add(ref _rows, rows.Length / Dimension);
            ((IOutputEnergy)energy).Compute(rows, outputs);
        }

        public void Energy(ReadOnlySpan<float> rows, Span<float> energies) => throw new InvalidOperationException("past the pass");

        public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions) => throw new InvalidOperationException("past the pass");

        public void Infer(ReadOnlySpan<float> rows, Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
            => throw new InvalidOperationException("past the pass");
    }
}
