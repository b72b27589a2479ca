namespace Microsoft.ML.Data;

/// <summary>Random orders.</summary>
internal static class Permutation
{
    /// <summary>The numbers 0 to count − 1 in random order.</summary>
    public static int[] Of(int count, Random rand)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;

        rand.Shuffle(order);
        return order;
    }
}
