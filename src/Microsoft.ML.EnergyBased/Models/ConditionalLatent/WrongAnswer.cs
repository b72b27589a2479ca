using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>
/// The most offending wrong answer to a row's x: of the y of the batch's other rows that lie further from its own than a
/// distance, the one whose F(x, y) is least, as far as z all over the set can tell.
/// </summary>
/// <remarks>LeCun et al., "A Tutorial on Energy-Based Learning" (2006), equations 8 and 9.</remarks>
internal sealed class WrongAnswer(ConditionalShape shape, float distance)
{
    [ThreadStatic]
    private static float[]? _room;

    /// <summary>Finds its row; −1 where no answer of the batch is wrong.</summary>
    /// <param name="inference">Its decoder takes the row's x.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="beta">β of F, in (0, ∞].</param>
    public int Find(ConditionalInference inference, Batch batch, int row, double beta)
    {
        int count = inference.SpreadWeights.Length, size = shape.TargetSize;
        if (_room is null || _room.Length < count * (size + 2))
            _room = new float[count * (size + 2)];
        Span<float> decoded = _room.AsSpan(0, count * size), penalties = _room.AsSpan(count * size, count), energies = _room.AsSpan(count * (size + 1), count);
        inference.Decoder.SetContext(batch.Row(row)[..shape.ContextSize]);
        inference.Decoder.Decode(inference.Spread, decoded);
        var latent = shape.Latent;
        for (var z = 0; z < count; z++)
            penalties[z] = latent.PenaltyOf(inference.Spread.Slice(z * latent.Size, latent.Size));

        ReadOnlySpan<float> right = batch.Row(row)[shape.ContextSize..];
        float least = float.PositiveInfinity, near = distance * distance;
        var found = -1;
        for (var other = 0; other < batch.Count; other++)
        {
            ReadOnlySpan<float> answer = batch.Row(other)[shape.ContextSize..];
            var squared = VectorMath.SquaredDistance(right, answer);
            if (other == row || squared == 0 || squared < near)
                continue;
            for (var z = 0; z < count; z++)
                energies[z] = penalties[z] + VectorMath.SquaredDistance(answer, decoded.Slice(z * size, size));
            var energy = FreeEnergy(energies, inference.SpreadWeights, beta);
            if (energy < least)
                (least, found) = (energy, other);
        }
        return found;
    }

    // −(1/β) ln Σ w e^{−βE}; the energies are overwritten.
    private static float FreeEnergy(Span<float> energies, ReadOnlySpan<float> weights, double beta)
    {
        var least = TensorPrimitives.Min<float>(energies);
        if (double.IsInfinity(beta) || !float.IsFinite(least))
            return least;
        TensorPrimitives.Subtract(energies, least, energies);
        TensorPrimitives.Multiply(energies, -(float)Math.Min(beta, float.MaxValue), energies);
        TensorPrimitives.Exp(energies, energies);
        return (float)(least - (Math.Log(TensorPrimitives.Dot(energies, weights)) / beta));
    }
}
