using System.Globalization;

namespace Microsoft.ML.Tests.Evaluation;

public sealed class ConfusionTableTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;

    public ConfusionTableTests()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _culture;

    [Fact]
    public void ClassesWithoutNamesHaveNumbers() => Assert.Equal(
        """

        Confusion table
                  ||========================
        PREDICTED ||     0 |     1 |     2 | Recall
        TRUTH     ||========================
                0 ||     1 |     0 |     0 | 1.0000
                1 ||     2 |     1 |     0 | 0.3333
                2 ||     0 |     0 |     0 | 0.0000
                  ||========================
        Precision ||0.3333 |1.0000 |0.0000 |

        """,
        Table(3));

    [Fact]
    public void ShortNamesStandOnBothSides() => Assert.Equal(
        """

        Confusion table
                  ||========================
        PREDICTED ||   cat | mouse |       | Recall
        TRUTH     ||========================
              cat ||     1 |     0 |     0 | 1.0000
            mouse ||     2 |     1 |     0 | 0.3333
                  ||     0 |     0 |     0 | 0.0000
                  ||========================
        Precision ||0.3333 |1.0000 |0.0000 |

        """,
        Table(new[] { "cat", "mouse", "" }));

    [Fact]
    public void LongNamesStandOnTheLeftOnly() => Assert.Equal(
        """

        Confusion table
                     ||========================
        PREDICTED    ||     0 |     1 |     2 | Recall
        TRUTH        ||========================
        0.       cat ||     1 |     0 |     0 | 1.0000
        1. porcupine ||     2 |     1 |     0 | 0.3333
        2.       dog ||     0 |     0 |     0 | 0.0000
                     ||========================
        Precision    ||0.3333 |1.0000 |0.0000 |

        """,
        Table(new[] { "cat", "porcupine", "dog" }));

    [Fact]
    public void TwoClassesHaveMoreRoom() => Assert.Equal(
        """

        Confusion table
                  ||======================
        PREDICTED || hedgehog |      cat | Recall
        TRUTH     ||======================
         hedgehog ||        1 |        0 | 1.0000
              cat ||        2 |        1 | 0.3333
                  ||======================
        Precision ||   0.3333 |   1.0000 |

        """,
        Table(new[] { "hedgehog", "cat" }));

    [Fact]
    public void MoreThanTenNumbersAreAligned()
    {
        var lines = Table(Enumerable.Range(0, 11).Select(i => $"class {i}").ToArray()).Split('\n');

        Assert.StartsWith(" 9.  class 9 ||     0 |", lines[14]);
        Assert.StartsWith("10. class 10 ||     0 |", lines[15]);
    }

    [Fact]
    public void NumbersFollowTheCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
        CultureInfo.CurrentCulture = culture;
        var rows = Enumerable.Repeat((0, new float[] { 0.5f, 0.3f, 0.2f }), 12345).ToArray();

        var table = _ml.MulticlassClassification.Evaluate(Classified.View(_ml, 3, 3, rows)).ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n");

        // A count that needs more room takes it.
        Assert.Contains("        0 || 12.345 |     0 |     0 | 1,0000", table);
    }

    // One row of the first class, recognized, and three of the second, one of which is.
    private string Table(ClassNames names)
    {
        float[] first = [.. Enumerable.Range(0, names.Count).Select(i => i == 0 ? 0.6f : 0.1f)];
        float[] second = [.. Enumerable.Range(0, names.Count).Select(i => i == 1 ? 0.6f : 0.1f)];
        var data = Classified.View(_ml, names.Count, names, (0, first), (1, first), (1, first), (1, second));
        return _ml.MulticlassClassification.Evaluate(data).ConfusionMatrix.GetFormattedConfusionTable().ReplaceLineEndings("\n");
    }
}
