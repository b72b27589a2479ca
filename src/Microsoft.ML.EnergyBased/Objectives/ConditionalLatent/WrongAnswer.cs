using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>
/// The most offending wrong answer to a row's x: of the y of the batch's other rows that lie further from its own than a
/// distance, the one that the model finds likeliest, as far as z all over the set can tell.
/// </summary>
/// <remarks>LeCun et al., "A Tutorial on Energy-Based Learning" (2006), equations 8 and 9.</remarks>
internal sealed class WrongAnswer(ConditionalShape shape, float distance)
{
    [ThreadStatic]
    private static float[]? _decoded;

    /// <summary>Finds its row; −1 where no answer of the batch is wrong.</summary>
    public int Find(ConditionalInference inference, Batch batch, int row)
    {
        int count = inference.Spread.Length / shape.Latent.Size, size = shape.TargetSize;
        if (_decoded is null || _decoded.Length < count * size)
            _decoded = new float[count * size];
        Span<float> decoded = _decoded.AsSpan(0, count * size);
        inference.Decoder.SetContext(batch.Row(row)[..shape.ContextSize]);
        inference.Decoder.Decode(inference.Spread, decoded);

        ReadOnlySpan<float> right = batch.Row(row)[shape.ContextSize..];
        float least = float.PositiveInfinity, near = distance * distance;
        int found = -1;
        for (int other = 0; other < batch.Count; other++)
        {
            ReadOnlySpan<float> answer = batch.Row(other)[shape.ContextSize..];
            float apart = VectorMath.SquaredDistance(right, answer);
            if (other == row || apart == 0 || apart < near)
                continue;
            for (int z = 0; z < count; z++)
            {
                float energy = VectorMath.SquaredDistance(answer, decoded.Slice(z * size, size));
                if (energy < least)
                    (least, found) = (energy, other);
            }
        }
        return found;
    }
}
