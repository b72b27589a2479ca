namespace Samples.Shared;

/// <summary>A row of a contact sheet, or with <paramref name="GapBefore"/> the room between two groups of rows.</summary>
internal sealed record ImageRow(
    string? Name, IReadOnlyList<float[]> Images, IReadOnlyList<string> Captions, Colormap Colors, (double Min, double Max)? Range, bool GapBefore)
{
    /// <summary>The least and largest finite value of some images.</summary>
    public static (double Min, double Max) RangeOf(IEnumerable<float[]> images)
    {
        float min = float.PositiveInfinity;
        float max = float.NegativeInfinity;
        foreach (float value in images.SelectMany(i => i).Where(float.IsFinite))
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }
        return min <= max ? (min, max) : (0, 1);
    }
}
