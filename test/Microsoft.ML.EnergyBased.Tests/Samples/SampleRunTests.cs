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
    public void Digits_that_were_not_learnt_are_found()
    {
        var output = SampleProcess.Run(Digits, "--quick", "--output", _folder).Succeeded();

        Assert.InRange(Number(output, @"area under the ROC curve +([0-9.]+)"), 0.95, 1);
        Assert.InRange(Number(output, @"detection rate +([0-9.]+)"), 0.7, 1);
        AssertPicture("digits.png", 900, 400);
    }

    [Fact]
    public void All_energies_find_digits_that_were_not_learnt()
    {
        var output = SampleProcess.Run(Digits, "--quick", "--model", "all", "--output", _folder).Succeeded();

        Assert.InRange(Number(output, @"^  K-means +([0-9.]+)"), 0.95, 1);
        Assert.InRange(Number(output, @"^  autoencoder +([0-9.]+)"), 0.9, 1);
        AssertPicture("digits-kmeans.png", 900, 400);
        AssertPicture("digits-autoencoder.png", 900, 400);
        Assert.InRange(Number(output, @"^  contrastive +([0-9.]+)"), 0.85, 1);
        AssertPicture("digits-contrastive.png", 900, 300);
    }

    [Theory]
    [InlineData(64, 200)]
    [InlineData(784, 500, "--images")]
    public void Denoising_networks_restore_digits_that_standard_ones_do_not(int pixels, int hidden, params string[] arguments)
    {
        var output = SampleProcess.Run(Denoising, ["--quick", "--output", _folder, .. arguments]).Succeeded();

        var standard = Number(output, $"^  standard {pixels}-{hidden}-{pixels} +[0-9.]+ +([0-9.]+)$");
        var denoising = Number(output, $"^  denoising {pixels}-{hidden}-{pixels} +[0-9.]+ +([0-9.]+)$");
        Assert.InRange(denoising, 0.01, 0.9 * standard);
        // A standard network of that size repeats what it is given, and so leaves the damage where it is.
        Assert.InRange(Number(output, $"^  standard {pixels}-{hidden}-{pixels} +([0-9.]+) +[0-9.]+$"), 0, 0.02);
        foreach (var name in (string[])["restored", "filters", "curves"])
            AssertPicture($"denoising-{name}.png", 1000, 600);
    }

    [Fact]
    public void A_code_learnt_without_labels_makes_few_labels_go_further()
    {
        var output = SampleProcess.Run(SelfSupervised, "--quick", "--output", _folder).Succeeded();

        var pixels = Number(output, @"^  pixels +([0-9.]+)");
        var code = Number(output, @"^  denoising code +([0-9.]+)");
        Assert.InRange(pixels, 0.5, 0.8);
        Assert.InRange(code, pixels + 0.02, 1);
        Assert.InRange(Number(output, "loaded it again: ([0-9]+) of 599"), 450, 599);
        AssertPicture("few-labels.png", 900, 700);
    }

    [Fact]
    public void Hidden_units_recognize_nudged_digits()
    {
        var output = SampleProcess.Run(SelfSupervised, "--quick", "--nudged", "--output", _folder).Succeeded();

        var pixels = Number(output, @"^  pixels +([0-9.]+)");
        Assert.InRange(pixels, 0.75, 0.83);
        Assert.InRange(Number(output, @"^  hidden units +([0-9.]+)"), pixels + 0.04, 0.97);
        Assert.InRange(Number(output, @"^  hidden units +[0-9.]+ +([0-9.]+)"), pixels + 0.04, 0.97);
        Assert.True(File.Exists(Path.Combine(_folder, "nudged-digits.zip")));
    }

    [Fact]
    public void A_machine_draws_digits_that_are_likelier_than_shuffled_ones()
    {
        var output = SampleProcess.Run(Generate, "--quick", "--output", _folder).Succeeded();

        var heldOut = Number(output, @"^  held-out digits +(-[0-9.]+)");
        Assert.InRange(heldOut, -23, -15);
        Assert.InRange(Number(output, @"^  the 48 drawn digits +(-[0-9.]+)"), -25, -13);
        Assert.InRange(Number(output, @"^  held-out, shuffled pixels +(-[0-9.]+)"), -150, heldOut - 20);
        Assert.InRange(Number(output, @"^  held-out, pixels independent +(-[0-9.]+)"), -26, -24);
        Assert.InRange(Number(output, @"log Z = [0-9.]+ ± ([0-9.]+)"), 0.001, 0.3);
        Assert.InRange(Number(output, @"^  effective sample size +([0-9]+)"), 10, 1000);
        foreach (var name in (string[])["samples", "halves", "weights", "training"])
        {
            AssertPicture($"generate-{name}.png", 900, 400);
            Assert.Equal("svg", XDocument.Load(Path.Combine(_folder, $"generate-{name}.svg")).Root!.Name.LocalName);
        }
    }

    [Theory]
    [InlineData("wine", 0.95)]
    [InlineData("digits", 0.75)]
    public void Missing_values_are_filled_in_better_than_by_the_mean(string data, double share)
    {
        var output = SampleProcess.Run(Imputation, "--quick", "--data", data, "--output", _folder).Succeeded();

        var mean = Number(output, @"^  mean of the column +([0-9.]+)");
        var best = Regex.Matches(output, @"^  \S.*? +([0-9]\.[0-9]{4}) +[0-9.]+ +[0-9.]+ s", RegexOptions.Multiline).Min(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.InRange(best, 0.1, share * mean);
        AssertPicture("imputation.png", 900, 500);
    }

    [Fact]
    public void A_dictionary_writes_digits_with_fewer_atoms_where_they_cost_more()
    {
        var output = SampleProcess.Run(Dictionary, "--quick", "--output", _folder).Succeeded();

        var errors = Regex.Matches(output, @"^ +[0-9.]+ +([0-9.]+) +([0-9.]+) +[0-9.]+ +[0-9]+ +[0-9.e+-]+\r?$", RegexOptions.Multiline);
        Assert.Equal(3, errors.Count);
        Assert.InRange(double.Parse(errors[1].Groups[1].Value, CultureInfo.InvariantCulture), 3, 12);
        Assert.InRange(double.Parse(errors[1].Groups[2].Value, CultureInfo.InvariantCulture), 0.05, 0.15);
        foreach (var name in (string[])["atoms", "codes", "reconstructions", "sparsity"])
            AssertPicture($"dictionary-{name}.png", 900, 400);
    }

    [Fact]
    public void The_saved_digit_model_predicts_in_a_process_that_only_loads_it()
    {
        var trained = SampleProcess.Run(Digits, "--quick", "--output", _folder).Succeeded();
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;

        var loaded = SampleProcess.Run(Digits, "--quick", "--load", Path.Combine(_folder, "digits.zip"), "--output", elsewhere).Succeeded();

        Assert.DoesNotContain("Training", loaded, StringComparison.Ordinal);
        var single = SingleDigits(trained);
        Assert.NotEmpty(single);
        Assert.Equal(single, SingleDigits(loaded));
        Assert.Equal(["digits.png"], Directory.GetFiles(elsewhere).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused()
    {
        var file = Path.Combine(_folder, "broken.zip");
        File.WriteAllText(file, "not a model");

        var line = SampleProcess.Run(Digits, "--load", file, "--output", _folder).Refused();

        Assert.Contains("broken.zip", line, StringComparison.Ordinal);
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
    public void A_file_in_the_place_of_the_output_folder_is_one_line(string sample)
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        var line = SampleProcess.Run(sample, "--quick", "--output", file).Refused();

        Assert.Contains("--output", line, StringComparison.Ordinal);
    }

    [Fact]
    public void The_spiral_s_maps_are_drawn_and_its_questions_answered()
    {
        var output = SampleProcess.Run(Spiral, "--quick", "--output", _folder).Succeeded();

        Assert.Contains("are minima of the energy", output, StringComparison.Ordinal);
        Assert.Contains("The column Reconstruction holds the answers of F_∞", output, StringComparison.Ordinal);
        // The free energy's minima stand where the line meets the spiral: as many, and near them.
        var crossings = Regex.Match(output, "meets the spiral at (.*)").Groups[1].Value.Split(", ");
        var free = output.IndexOf("F_β at β = 20", StringComparison.Ordinal);
        var answers = Regex.Matches(output[free..output.IndexOf("Given y,", StringComparison.Ordinal)], "y₂ = .* ([0-9.]+) from the spiral");
        Assert.Equal(4, crossings.Length);
        Assert.Equal(crossings.Length, answers.Count);
        Assert.All(answers, a => Assert.InRange(double.Parse(a.Groups[1].Value, CultureInfo.InvariantCulture), 0, 0.2));
        foreach (var name in (string[])["maps", "given-y1", "closest"])
        {
            AssertPicture($"spiral-{name}.png", 1500, 700);
            Assert.Equal("svg", XDocument.Load(Path.Combine(_folder, $"spiral-{name}.svg")).Root!.Name.LocalName);
        }
        // All models stand on the sheet; a straight line leaves more of the plane low than the wells of a mixture do.
        Assert.Equal(12, Regex.Matches(output, @"^ +[0-9.]+ %  \([1-7]\) ", RegexOptions.Multiline).Count);
        Assert.InRange(Number(output, "^ +([0-9.]+) %  .*Gaussian mixture"), 1, 15);
        Assert.InRange(Number(output, "^ +([0-9.]+) %  .*principal subspace"), 40, 80);
        AssertPicture("spiral-models.png", 3000, 2000);
    }

    [Fact]
    public void The_autoencoder_s_field_leads_to_the_spiral()
    {
        var output = SampleProcess.Run(Spiral, "--quick", "--model", "autoencoder", "--output", _folder).Succeeded();

        var answers = Regex.Matches(output, "y₂ = .* ([0-9.]+) from the spiral\r?$", RegexOptions.Multiline);
        var ends = Regex.Matches(output, "steps to .* ([0-9.]+) from the spiral\r?$", RegexOptions.Multiline);
        Assert.Equal(4, answers.Count);
        Assert.Equal(8, ends.Count);
        Assert.All(answers.Concat(ends), a => Assert.InRange(double.Parse(a.Groups[1].Value, CultureInfo.InvariantCulture), 0, 0.1));
        // Half-way between two turns the energy is as low, but no answer.
        Assert.Contains("a ridge: the field flows apart", output, StringComparison.Ordinal);
        AssertPicture("spiral-autoencoder-field.png", 1500, 700);
        AssertPicture("spiral-autoencoder-given-y1.png", 1500, 700);
    }

    [Fact]
    public void Contrastive_divergence_pushes_the_energy_up_until_kicked_points_find_back_to_the_spiral()
    {
        var output = SampleProcess.Run(Spiral, "--quick", "--model", "contrastive", "--output", _folder).Succeeded();

        Assert.InRange(Number(output, "^ +10 epochs: .* ([0-9.]+) from the spiral"), 0.1, 0.3);
        Assert.InRange(Number(output, "^ +1500 epochs: .* ([0-9.]+) from the spiral"), 0, 0.05);
        var answers = Regex.Matches(output, "y₂ = .* ([0-9.]+) from the spiral\r?$", RegexOptions.Multiline);
        var ends = Regex.Matches(output, "steps to .* ([0-9.]+) from the spiral\r?$", RegexOptions.Multiline);
        Assert.Equal(4, answers.Count);
        Assert.Equal(8, ends.Count);
        Assert.All(answers.Concat(ends), a => Assert.InRange(double.Parse(a.Groups[1].Value, CultureInfo.InvariantCulture), 0, 0.1));
        foreach (var name in (string[])["training", "kicks", "given-y1", "closest"])
            AssertPicture($"spiral-contrastive-{name}.png", 1000, 700);
    }

    [Fact]
    public void Several_futures_are_predicted_where_least_squares_gives_their_average()
    {
        var output = SampleProcess.Run(Futures, "--quick", "--output", _folder).Succeeded();

        Assert.InRange(Number(output, @"^  least squares +([0-9.]+)"), 4, 8);
        foreach (var model in (string[])["winner, β = ∞", "marginal, β = 50"])
        {
            Assert.InRange(Number(output, $"^  {model} +([0-9.]+)"), 0, 0.15);
            Assert.InRange(Number(output, $"^  {model} +[0-9.]+ +([0-9.]+)"), 0, 0.15);
        }

        // Eight answers at x = 0.5, and both y₂ to y₁ = 2.
        Assert.Equal(8, Regex.Matches(Regex.Match(output, "^  y = (.*)", RegexOptions.Multiline).Value, @"\(").Count);
        var completed = Regex.Matches(output, "^ +(-?[0-9.]+) at energy", RegexOptions.Multiline).Select(m => Math.Abs(double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))).ToArray();
        Assert.Equal(2, completed.Length);
        Assert.All(completed, y => Assert.InRange(y, 4.1, 4.5));
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
    public void Help_is_no_error(string sample)
    {
        var output = SampleProcess.Run(sample, "--help").Succeeded();

        Assert.Contains($"{sample}: ", output, StringComparison.Ordinal);
        Assert.Contains("--quick", output, StringComparison.Ordinal);
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
    public void An_option_out_of_range_is_refused(string sample, string option, string value)
    {
        var line = SampleProcess.Run(sample, option, value, "--output", _folder).Refused();

        Assert.StartsWith($"{sample}: {option}", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Digits)]
    [InlineData(Denoising)]
    [InlineData(SelfSupervised)]
    [InlineData(Generate)]
    public void A_missing_data_file_is_refused(string sample)
    {
        var line = SampleProcess.Run(sample, "--data", "no-such-file.csv", "--output", _folder).Refused();

        Assert.Contains("no-such-file.csv", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Digits)]
    [InlineData(Denoising)]
    [InlineData(SelfSupervised)]
    [InlineData(Generate)]
    public void A_broken_data_file_is_refused_with_the_line_at_fault(string sample)
    {
        var file = Path.Combine(_folder, "broken.csv");
        var lines = File.ReadAllLines(TestData.PathOf("digits.csv"));
        lines[41] = "x" + lines[41];
        File.WriteAllLines(file, lines);

        var line = SampleProcess.Run(sample, "--data", file, "--output", _folder).Refused();

        Assert.Contains("line 42", line, StringComparison.Ordinal);
    }

    private static double Number(string output, string pattern)
        => double.Parse(Regex.Match(output, pattern, RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string[] SingleDigits(string output) => [.. output.Split(Environment.NewLine).Where(l => l.StartsWith("  a ", StringComparison.Ordinal))];

    private void AssertPicture(string name, int leastWidth, int leastHeight)
    {
        var picture = Picture.Read(Path.Combine(_folder, name));
        Assert.InRange(picture.Width, leastWidth, 4000);
        Assert.InRange(picture.Height, leastHeight, 4000);
        Assert.InRange(picture.Inked, 0.02, 0.98);
    }
}
