namespace Denoising_Digits;

/// <summary>
/// What can be done without learning: pixels known to be hit become the mean of their neighbours, which is repeated
/// until nothing moves (Laplace's equation, with the other pixels as its boundary). Unlike the networks it is told
/// which pixels were hit, and reads the true values of the others.
/// </summary>
internal static class Filling
{
    private const int MostSweeps = 500;
    private const float Still = 1e-4f;

    public static float[] Fill(Damaged image, int side)
    {
        var filled = Enumerable.Range(0, image.Clean.Length).Select(i => image.Hit[i] ? 0 : image.Clean[i]).ToArray();
        for (var sweep = 0; sweep < MostSweeps && Sweep(filled, image.Hit, side) > Still; sweep++)
        {
        }

        return filled;
    }

    private static float Sweep(float[] pixels, bool[] hit, int side)
    {
        var most = 0f;
        for (var i = 0; i < pixels.Length; i++)
        {
            if (!hit[i])
                continue;
            var (row, column) = (i / side, i % side);
            var (sum, count) = (0f, 0);
            Add(row > 0, i - side);
            Add(row + 1 < side, i + side);
            Add(column > 0, i - 1);
            Add(column + 1 < side, i + 1);
            var mean = sum / count;
            most = Math.Max(most, Math.Abs(mean - pixels[i]));
            pixels[i] = mean;

            void Add(bool exists, int neighbour)
            {
                if (exists)
                    (sum, count) = (sum + pixels[neighbour], count + 1);
            }
        }

        return most;
    }
}
