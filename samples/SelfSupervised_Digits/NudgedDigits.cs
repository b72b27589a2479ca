using Microsoft.ML;
using Microsoft.ML.Data;

namespace SelfSupervised_Digits;

/// <summary>
/// All labels are there, but digits stand where they happen to stand: each also comes moved by one pixel up, down, left and
/// right. What do the hidden units of a restricted Boltzmann machine give a linear classifier that pixels do not?
/// </summary>
internal sealed class NudgedDigits(MLContext ml, ModelInput[] digits, bool quick, int seed)
{
    private const int HiddenUnits = 100;

    private static readonly (int Right, int Down)[] Moves = [(0, 0), (0, -1), (0, 1), (-1, 0), (1, 0)];

    private int Epochs => quick ? 5 : 20;

    private int Machines => quick ? 1 : 5;

    /// <summary>Compares the features, saves the last model and asks it again; gives what went wrong, or null.</summary>
    public string? Run(string zip)
    {
        Console.WriteLine($"Share of nudged digits recognized: {Moves.Length * digits.Length} rows, one in five held out; {HiddenUnits} hidden units, {Epochs} epochs");
        var (byRow, byDigit) = (Split(whole: false), Split(whole: true));
        Console.WriteLine($"  {"held out",-16}{"rows",10}{"digits with all their rows",30}");
        var pixels = Recognized(byRow, Pixels());
        Console.WriteLine($"  {"pixels",-16}{pixels.Share,10:F4}{Recognized(byDigit, Pixels()).Share,30:F4}");
        var hidden = new List<double>();
        var hiddenOfNew = new List<double>();
        for (var machine = 0; machine < Machines; machine++)
        {
            var (share, model) = Recognized(byRow, Hidden(seed + machine));
            hidden.Add(share);
            hiddenOfNew.Add(Recognized(byDigit, Hidden(seed + machine)).Share);
            ml.Model.Save(model, ml.Data.LoadFromEnumerable(digits).Schema, zip);
        }

        Console.WriteLine($"  {"hidden units",-16}{hidden.Average(),10:F4}{hiddenOfNew.Average(),30:F4}   mean of {Machines} machines, {hidden.Min():F4} to {hidden.Max():F4} and {hiddenOfNew.Min():F4} to {hiddenOfNew.Max():F4}");
        var right = DigitConsumer.Recognize(zip, byRow.Test).Zip(byRow.Test, (said, digit) => said.Answer == digit.Digit).Count(same => same) / (double)byRow.Test.Length;
        Console.WriteLine($"Saved the last model to {zip} ({new FileInfo(zip).Length / 1024.0:F1} KiB) and loaded it again: {right:F4}");
        return Math.Abs(right - hidden[^1]) > 1e-9 ? "The loaded model recognizes other digits than the one that was saved."
            : hidden.Average() <= pixels.Share ? "The hidden units are of no use." : null;
    }

    // Trained until nothing moves any more: with so many labels, no weight decay is needed.
    private IEstimator<ITransformer> Pixels(string features = nameof(ModelInput.Pixels))
        => DigitModel.BuildClassifier(ml, features, epochs: quick ? 60 : 150, rate: 0.1f, decay: 0, seed);

    private IEstimator<ITransformer> Hidden(int machine)
        => DigitModel.BuildHiddenUnits(ml, HiddenUnits, Epochs, machine).Append(Pixels(DigitModel.CodeColumn));

    private (double Share, ITransformer Model) Recognized((ModelInput[] Training, ModelInput[] Test) rows, IEstimator<ITransformer> pipeline)
    {
        var model = pipeline.Fit(ml.Data.LoadFromEnumerable(rows.Training));
        return (ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(rows.Test))).MicroAccuracy, model);
    }

    // Held out are rows, of which the same digit elsewhere may be trained on, or whole digits wherever they stand.
    private (ModelInput[] Training, ModelInput[] Test) Split(bool whole)
    {
        var random = new Random(seed);
        var order = digits.ToArray();
        random.Shuffle(order);
        ModelInput[] rows = [.. order.SelectMany(digit => Moves.Select(move => Moved(digit, move.Right, move.Down)))];
        if (!whole)
            random.Shuffle(rows);
        var test = order.Length / 5 * Moves.Length;
        return (rows[test..], rows[..test]);
    }

    private static ModelInput Moved(ModelInput digit, int right, int down)
    {
        const int Side = ModelInput.Side;
        var moved = new float[Side * Side];
        for (var y = Math.Max(down, 0); y < Math.Min(Side + down, Side); y++)
        {
            for (var x = Math.Max(right, 0); x < Math.Min(Side + right, Side); x++)
                moved[(y * Side) + x] = digit.Pixels[((y - down) * Side) + x - right];
        }

        return new ModelInput { Pixels = moved, Digit = digit.Digit };
    }
}
