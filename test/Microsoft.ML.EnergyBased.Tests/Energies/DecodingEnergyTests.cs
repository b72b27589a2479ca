using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Energies;

/// <summary>What holds of every energy that decodes, encodes or has a temperature.</summary>
public sealed class DecodingEnergyTests
{
    private const int Dimension = 6, Count = 5;

    public static TheoryData<string> Decoding => [.. NamesOf<IDecodingEnergy>()];

    public static TheoryData<string> Tempered => [.. NamesOf<ITemperedEnergy>()];

    [Theory]
    [MemberData(nameof(Decoding))]
    public void WhatWasEncodedOrInferredDecodesToTheReconstruction(string name)
    {
        var energy = (IDecodingEnergy)EveryDimensionTests.Cases[name](Dimension).Energy;
        var rows = RowsOf(name, energy);
        float[] latents = new float[Count * energy.LatentSize], decoded = new float[rows.Length], reconstructions = new float[rows.Length];
        if (energy is IEncodingEnergy encoding)
            encoding.Encode(rows, latents);
        else
            ((ILatentEnergy)energy).Infer(rows, default, latents, default, default);
        energy.Decode(latents, decoded);
        ((IReconstructingEnergy)energy).Reconstruct(rows, reconstructions);
        decoded.ShouldBeCloseTo(reconstructions, 1e-5f);

        // A bad latent or row gives NaN, and touches no other.
        latents[energy.LatentSize] = float.PositiveInfinity;
        var spoilt = new float[rows.Length];
        energy.Decode(latents, spoilt);
        spoilt[Dimension..(2 * Dimension)].Should().OnlyContain(x => float.IsNaN(x));
        spoilt[(2 * Dimension)..].ShouldEqual(decoded[(2 * Dimension)..]);
        spoilt[..Dimension].ShouldEqual(decoded[..Dimension]);
        if (energy is not IEncodingEnergy)
            return;
        rows[0] = float.NaN;
        ((IEncodingEnergy)energy).Encode(rows, latents);
        latents[..energy.LatentSize].Should().OnlyContain(x => float.IsNaN(x));
        latents[energy.LatentSize..].Should().OnlyContain(x => float.IsFinite(x));

        FluentActions.Invoking(() => energy.Decode(new float[energy.LatentSize], new float[Dimension + 1])).Should().Throw<ArgumentException>();
    }

    [Theory]
    [MemberData(nameof(Tempered))]
    public void ThereAndBackAgainIsTheSameEnergy(string name)
    {
        var energy = (ITemperedEnergy)EveryDimensionTests.Cases[name](Dimension).Energy;
        var rows = RowsOf(name, energy);
        var other = energy.WithInverseTemperature(3);
        other.InverseTemperature.Should().Be(3);
        other.GetType().Should().Be(energy.GetType());
        Energies(other).ShouldNotEqual(Energies(energy));
        Energies(other.WithInverseTemperature(energy.InverseTemperature)).ShouldEqual(Energies(energy));
        foreach (var beta in new[] { 0, -1, float.NaN })
            FluentActions.Invoking(() => energy.WithInverseTemperature(beta)).Should().ThrowExactly<ArgumentOutOfRangeException>();

        float[] Energies(ITemperedEnergy at)
        {
            var energies = new float[rows.Length / at.Dimension];
            at.Energy(rows, energies);
            return energies;
        }
    }

    private static IEnumerable<string> NamesOf<T>()
        => EveryDimensionTests.Cases.Where(c => c.Value(Dimension).Energy is T).Select(c => c.Key);

    private static float[] RowsOf(string name, IEnergy energy)
    {
        var rows = Rows.Normals(Count * energy.Dimension, 8);
        return name.Contains("bits") || name.Contains("cross-entropy") ? Array.ConvertAll(rows, x => 1 / (1 + MathF.Exp(-x))) : rows;
    }
}
