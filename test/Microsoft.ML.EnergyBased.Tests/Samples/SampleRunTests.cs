using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.ML.EnergyBased.Tests.Completion;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

/// <summary>Each sample runs as its user would run it, small, in a process of its own, and gives what its README promises.</summary>
public sealed class SampleRunTests : IDisposable
{
    private const string Digits = "AnomalyDetection_Digits";
    private const string Denoising = "Denoising_Digits";
    private const string SelfSupervised = "SelfSupervised_Digits";
    private const string Spiral = "Topography_Spiral";
    private const string Generate = "Generate_Digits";
    private const string Dictionary = "Dictionary_Digits";
    private const string Imputation = "Imputation_Wine";
    private const string Futures = "MultipleFutures_Ellipse";

    private readonly string _folder = Directory.CreateTempSubdirectory("samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void DigitsThatWereNotLearntAreFound()
    {
        var output = SampleProcess.Run(Digits, "--quick", "--output", _folder).Succeeded();

        Number(output, @"area under the ROC curve +([0-9.]+)").Should().BeInRange(0.95, 1);
        Number(output, @"detection rate +([0-9.]+)").Should().BeInRange(0.7, 1);
        AssertPicture("digits.png", 900, 400);
    }

    [Fact]
    public void AllEnergiesFindDigitsThatWereNotLearnt()
    {
        var output = SampleProcess.Run(Digits, "--quick", "--model", "all", "--output", _folder).Succeeded();

        Number(output, @"^  K-means +([0-9.]+)").Should().BeInRange(0.95, 1);
        Number(output, @"^  autoencoder +([0-9.]+)").Should().BeInRange(0.9, 1);
        AssertPicture("digits-kmeans.png", 900, 400);
        AssertPicture("digits-autoencoder.png", 900, 400);
        Number(output, @"^  contrastive +([0-9.]+)").Should().BeInRange(0.85, 1);
        AssertPicture("digits-contrastive.png", 900, 300);
    }

    [Theory]
    [InlineData(64, 200)]
    [InlineData(784, 500, "--images")]
    public void DenoisingNetworksRestoreDigitsThatStandardOnesDoNot(int pixels, int hidden, params string[] arguments)
    {
        var output = SampleProcess.Run(Denoising, ["--quick", "--output", _folder, .. arguments]).Succeeded();

        var standard = Number(output, $"^  standard {pixels}-{hidden}-{pixels} +[0-9.]+ +([0-9.]+)$");
        var denoising = Number(output, $"^  denoising {pixels}-{hidden}-{pixels} +[0-9.]+ +([0-9.]+)$");
        denoising.Should().BeInRange(0.01, 0.9 * standard);
        // A standard network of that size repeats what it is given, and so leaves the damage where it is.
        Number(output, $"^  standard {pixels}-{hidden}-{pixels} +([0-9.]+) +[0-9.]+$").Should().BeInRange(0, 0.02);
        foreach (var name in (string[])["restored", "filters", "curves"])
            AssertPicture($"denoising-{name}.png", 1000, 600);
    }

    [Fact]
    public void ACodeLearntWithoutLabelsMakesFewLabelsGoFurther()
    {
        var output = SampleProcess.Run(SelfSupervised, "--quick", "--output", _folder).Succeeded();

        var pixels = Number(output, @"^  pixels +([0-9.]+)");
        var code = Number(output, @"^  denoising code +([0-9.]+)");
        pixels.Should().BeInRange(0.5, 0.8);
        code.Should().BeInRange(pixels + 0.02, 1);
        Number(output, "loaded it again: ([0-9]+) of 599").Should().BeInRange(450, 599);
        AssertPicture("few-labels.png", 900, 700);
    }

    [Fact]
    public void HiddenUnitsRecognizeNudgedDigits()
    {
        var output = SampleProcess.Run(SelfSupervised, "--quick", "--nudged", "--output", _folder).Succeeded();

        var pixels = Number(output, @"^  pixels +([0-9.]+)");
        pixels.Should().BeInRange(0.75, 0.83);
        Number(output, @"^  hidden units +([0-9.]+)").Should().BeInRange(pixels + 0.04, 0.97);
        Number(output, @"^  hidden units +[0-9.]+ +([0-9.]+)").Should().BeInRange(pixels + 0.04, 0.97);
        File.Exists(Path.Combine(_folder, "nudged-digits.zip")).Should().BeTrue();
    }

    [Fact]
    public void AMachineDrawsDigitsThatAreLikelierThanShuffledOnes()
    {
        var output = SampleProcess.Run(Generate, "--quick", "--output", _folder).Succeeded();

        var heldOut = Number(output, @"^  held-out digits +(-[0-9.]+)");
        heldOut.Should().BeInRange(-23, -15);
        Number(output, @"^  the 48 drawn digits +(-[0-9.]+)").Should().BeInRange(-25, -13);
        Number(output, @"^  held-out, shuffled pixels +(-[0-9.]+)").Should().BeInRange(-150, heldOut - 20);
        Number(output, @"^  held-out, pixels independent +(-[0-9.]+)").Should().BeInRange(-26, -24);
        Number(output, @"log Z = [0-9.]+ ± ([0-9.]+)").Should().BeInRange(0.001, 0.3);
        Number(output, @"^  effective sample size +([0-9]+)").Should().BeInRange(10, 1000);
        foreach (var name in (string[])["samples", "halves", "weights", "training"])
        {
            AssertPicture($"generate-{name}.png", 900, 400);
            XDocument.Load(Path.Combine(_folder, $"generate-{name}.svg")).Root!.Name.LocalName.Should().Be("svg");
        }
    }

    [Theory]
    [InlineData("wine", 0.95)]
    [InlineData("digits", 0.75)]
    public void MissingValuesAreFilledInBetterThanByTheMean(string data, double share)
    {
        var output = SampleProcess.Run(Imputation, "--quick", "--data", data, "--output", _folder).Succeeded();

        var mean = Number(output, @"^  mean of the column +([0-9.]+)");
        var best = Regex.Matches(output, @"^  \S.*? +([0-9]\.[0-9]{4}) +[0-9.]+ +[0-9.]+ s", RegexOptions.Multiline).Min(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        best.Should().BeInRange(0.1, share * mean);
        AssertPicture("imputation.png", 900, 500);
    }

    [Fact]
    public void ADictionaryWritesDigitsWithFewerAtomsWhereTheyCostMore()
    {
        var output = SampleProcess.Run(Dictionary, "--quick", "--output", _folder).Succeeded();

        var errors = Regex.Matches(output, @"^ +[0-9.]+ +([0-9.]+) +([0-9.]+) +[0-9.]+ +[0-9]+ +[0-9.e+-]+\r?$", RegexOptions.Multiline);
        errors.Should().HaveCount(3);
        double.Parse(errors[1].Groups[1].Value, CultureInfo.InvariantCulture).Should().BeInRange(3, 12);
        double.Parse(errors[1].Groups[2].Value, CultureInfo.InvariantCulture).Should().BeInRange(0.05, 0.15);
        foreach (var name in (string[])["atoms", "codes", "reconstructions", "sparsity"])
            AssertPicture($"dictionary-{name}.png", 900, 400);
    }

    [Fact]
    public void TheSavedDigitModelPredictsInAProcessThatOnlyLoadsIt()
    {
        var trained = SampleProcess.Run(Digits, "--quick", "--output", _folder).Succeeded();
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;

        var loaded = SampleProcess.Run(Digits, "--quick", "--load", Path.Combine(_folder, "digits.zip"), "--output", elsewhere).Succeeded();

        loaded.Should().NotContain("Training");
        var single = SingleDigits(trained);
        single.Should().NotBeEmpty();
        SingleDigits(loaded).Should().Equal(single);
        Directory.GetFiles(elsewhere).Select(Path.GetFileName).Should().Equal("digits.png");
    }

    [Fact]
    public void AFileThatIsNoModelIsRefused()
    {
        var file = Path.Combine(_folder, "broken.zip");
        File.WriteAllText(file, "not a model");

        var line = SampleProcess.Run(Digits, "--load", file, "--output", _folder).Refused();

        line.Should().Contain("broken.zip");
    }

    [Theory]
    [InlineData(Digits)]
    [InlineData(Denoising)]
    [InlineData(SelfSupervised)]
    [InlineData(Spiral)]
    [InlineData(Generate)]
    [InlineData(Imputation)]
    [InlineData(Futures)]
    [InlineData(Dictionary)]
    public void AFileInThePlaceOfTheOutputFolderIsOneLine(string sample)
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        var line = SampleProcess.Run(sample, "--quick", "--output", file).Refused();

        line.Should().Contain("--output");
    }

    [Fact]
    public void TheSpiralSMapsAreDrawnAndItsQuestionsAnswered()
    {
        var output = SampleProcess.Run(Spiral, "--quick", "--output", _folder).Succeeded();

        output.Should().Contain("are minima of the energy");
        output.Should().Contain("The column Reconstruction holds the answers of F_∞");
        // The free energy's minima stand where the line meets the spiral: as many, and near them.
        var crossings = Regex.Match(output, "meets the spiral at (.*)").Groups[1].Value.Split(", ");
        var free = output.IndexOf("F_β at β = 20", StringComparison.Ordinal);
        var answers = Regex.Matches(output[free..output.IndexOf("Given y,", StringComparison.Ordinal)], "y₂ = .* ([0-9.]+) from the spiral");
        crossings.Should().HaveCount(4);
        answers.Should().HaveCount(crossings.Length);
        answers.Should().AllSatisfy(a => double.Parse(a.Groups[1].Value, CultureInfo.InvariantCulture).Should().BeInRange(0, 0.2));
        foreach (var name in (string[])["maps", "given-y1", "closest"])
        {
            AssertPicture($"spiral-{name}.png", 1500, 700);
            XDocument.Load(Path.Combine(_folder, $"spiral-{name}.svg")).Root!.Name.LocalName.Should().Be("svg");
        }
        // All models stand on the sheet; a straight line leaves more of the plane low than the wells of a mixture do.
        Regex.Matches(output, @"^ +[0-9.]+ %  \([1-7]\) ", RegexOptions.Multiline).Should().HaveCount(12);
        Number(output, "^ +([0-9.]+) %  .*Gaussian mixture").Should().BeInRange(1, 15);
        Number(output, "^ +([0-9.]+) %  .*principal subspace").Should().BeInRange(40, 80);
        AssertPicture("spiral-models.png", 3000, 2000);
    }

    [Fact]
    public void TheAutoencoderSFieldLeadsToTheSpiral()
    {
        var output = SampleProcess.Run(Spiral, "--quick", "--model", "autoencoder", "--output", _folder).Succeeded();

        var answers = Regex.Matches(output, "y₂ = .* ([0-9.]+) from the spiral\r?$", RegexOptions.Multiline);
        var ends = Regex.Matches(output, "steps to .* ([0-9.]+) from the spiral\r?$", RegexOptions.Multiline);
        answers.Should().HaveCount(4);
        ends.Should().HaveCount(8);
        answers.Concat(ends).Should().AllSatisfy(a => double.Parse(a.Groups[1].Value, CultureInfo.InvariantCulture).Should().BeInRange(0, 0.1));
        // Half-way between two turns the energy is as low, but no answer.
        output.Should().Contain("a ridge: the field flows apart");
        AssertPicture("spiral-autoencoder-field.png", 1500, 700);
        AssertPicture("spiral-autoencoder-given-y1.png", 1500, 700);
    }

    [Fact]
    public void ContrastiveDivergencePushesTheEnergyUpUntilKickedPointsFindBackToTheSpiral()
    {
        var output = SampleProcess.Run(Spiral, "--quick", "--model", "contrastive", "--output", _folder).Succeeded();

        Number(output, "^ +10 epochs: .* ([0-9.]+) from the spiral").Should().BeInRange(0.1, 0.3);
        Number(output, "^ +1500 epochs: .* ([0-9.]+) from the spiral").Should().BeInRange(0, 0.05);
        var answers = Regex.Matches(output, "y₂ = .* ([0-9.]+) from the spiral\r?$", RegexOptions.Multiline);
        var ends = Regex.Matches(output, "steps to .* ([0-9.]+) from the spiral\r?$", RegexOptions.Multiline);
        answers.Should().HaveCount(4);
        ends.Should().HaveCount(8);
        answers.Concat(ends).Should().AllSatisfy(a => double.Parse(a.Groups[1].Value, CultureInfo.InvariantCulture).Should().BeInRange(0, 0.1));
        foreach (var name in (string[])["training", "kicks", "given-y1", "closest"])
            AssertPicture($"spiral-contrastive-{name}.png", 1000, 700);
    }

    [Fact]
    public void SeveralFuturesArePredictedWhereLeastSquaresGivesTheirAverage()
    {
        var output = SampleProcess.Run(Futures, "--quick", "--output", _folder).Succeeded();

        Number(output, @"^  least squares +([0-9.]+)").Should().BeInRange(4, 8);
        foreach (var model in (string[])["winner, β = ∞", "marginal, β = 50"])
        {
            Number(output, $"^  {model} +([0-9.]+)").Should().BeInRange(0, 0.15);
            Number(output, $"^  {model} +[0-9.]+ +([0-9.]+)").Should().BeInRange(0, 0.15);
        }

        // Eight answers at x = 0.5, and both y₂ to y₁ = 2.
        Regex.Matches(Regex.Match(output, "^  y = (.*)", RegexOptions.Multiline).Value, @"\(").Should().HaveCount(8);
        var completed = Regex.Matches(output, "^ +(-?[0-9.]+) at energy", RegexOptions.Multiline).Select(m => Math.Abs(double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))).ToArray();
        completed.Length.Should().Be(2);
        completed.ShouldAllBeInRange(4.1, 4.5);
        AssertPicture("futures-answers.png", 1500, 700);
        AssertPicture("futures-energies.png", 1500, 1000);
    }

    [Theory]
    [InlineData(Digits)]
    [InlineData(Denoising)]
    [InlineData(SelfSupervised)]
    [InlineData(Spiral)]
    [InlineData(Futures)]
    [InlineData(Generate)]
    [InlineData(Dictionary)]
    public void HelpIsNoError(string sample)
    {
        var output = SampleProcess.Run(sample, "--help").Succeeded();

        output.Should().Contain($"{sample}: ");
        output.Should().Contain("--quick");
    }

    [Theory]
    [InlineData(Digits, "--prototypes", "none")]
    [InlineData(Digits, "--model", "neither")]
    [InlineData(Denoising, "--damage", "fire")]
    [InlineData(Denoising, "--share", "1")]
    [InlineData(SelfSupervised, "--labels", "9")]
    [InlineData(Generate, "--rate", "0")]
    [InlineData(Dictionary, "--sparsities", "0")]
    [InlineData(Spiral, "--model", "both")]
    [InlineData(Spiral, "--prototypes", "151")]
    [InlineData(Spiral, "--betas", "0")]
    [InlineData(Spiral, "--stages", "0")]
    [InlineData(Futures, "--latent", "sphere")]
    [InlineData(Futures, "--x", "2")]
    public void AnOptionOutOfRangeIsRefused(string sample, string option, string value)
    {
        var line = SampleProcess.Run(sample, option, value, "--output", _folder).Refused();

        line.Should().StartWith($"{sample}: {option}");
    }

    [Theory]
    [InlineData(Digits)]
    [InlineData(Denoising)]
    [InlineData(SelfSupervised)]
    [InlineData(Generate)]
    public void AMissingDataFileIsRefused(string sample)
    {
        var line = SampleProcess.Run(sample, "--data", "no-such-file.csv", "--output", _folder).Refused();

        line.Should().Contain("no-such-file.csv");
    }

    [Theory]
    [InlineData(Digits)]
    [InlineData(Denoising)]
    [InlineData(SelfSupervised)]
    [InlineData(Generate)]
    public void ABrokenDataFileIsRefusedWithTheLineAtFault(string sample)
    {
        var file = Path.Combine(_folder, "broken.csv");
        var lines = File.ReadAllLines(TestData.PathOf("digits.csv"));
        lines[41] = "x" + lines[41];
        File.WriteAllLines(file, lines);

        var line = SampleProcess.Run(sample, "--data", file, "--output", _folder).Refused();

        line.Should().Contain("line 42");
    }

    private static double Number(string output, string pattern)
        => double.Parse(Regex.Match(output, pattern, RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string[] SingleDigits(string output) => [.. output.Split(Environment.NewLine).Where(l => l.StartsWith("  a ", StringComparison.Ordinal))];

    private void AssertPicture(string name, int leastWidth, int leastHeight)
    {
        var picture = Picture.Read(Path.Combine(_folder, name));
        picture.Width.Should().BeInRange(leastWidth, 4000);
        picture.Height.Should().BeInRange(leastHeight, 4000);
        picture.Inked.Should().BeInRange(0.02, 0.98);
    }
}
