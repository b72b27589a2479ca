namespace Samples.Shared;

/// <summary>Categorical colours that stay apart for colour-blind readers (the set of Okabe and Ito, yellow last for its low contrast on white).</summary>
public static class Palette
{
    /// <summary>Blue, the first colour of a plot.</summary>
    public static Color Blue { get; } = Color.FromHex("#0072B2");

    /// <summary>Vermilion.</summary>
    public static Color Vermilion { get; } = Color.FromHex("#D55E00");

    /// <summary>Bluish green.</summary>
    public static Color Green { get; } = Color.FromHex("#009E73");

    /// <summary>Reddish purple.</summary>
    public static Color Purple { get; } = Color.FromHex("#CC79A7");

    /// <summary>Orange.</summary>
    public static Color Orange { get; } = Color.FromHex("#E69F00");

    /// <summary>Sky blue.</summary>
    public static Color Sky { get; } = Color.FromHex("#56B4E9");

    /// <summary>Grey.</summary>
    public static Color Grey { get; } = Color.FromHex("#6B6F76");

    /// <summary>Yellow.</summary>
    public static Color Yellow { get; } = Color.FromHex("#E8DA2E");

    private static readonly Color[] All = [Blue, Vermilion, Green, Purple, Orange, Sky, Grey, Yellow];

    /// <summary>How many different colours <see cref="At"/> gives.</summary>
    public static int Count => All.Length;

    /// <summary>The colour of the series with this index; the colours repeat.</summary>
    public static Color At(int index) => All[index % All.Length];
}
