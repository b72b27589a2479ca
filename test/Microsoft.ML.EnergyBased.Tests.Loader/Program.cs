using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests;

// Loads a model as any application would, with Model.Load and nothing else, and prints what it gives. No type of the
// package is named here: that it is found all the same is what the contract's point 30 asks.
// Arguments: model.zip, data.csv (with a header), and for each input column Name:first-last, or Name:index for a scalar.
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: model.zip data.csv Name:first-last|Name:index ...");
    return 2;
}

var ml = new MLContext();
var model = ml.Model.Load(args[0], out var inputSchema);
var data = ml.Data.LoadFromTextFile(args[1], new TextLoader.Options
{
    HasHeader = true,
    Separators = [','],
    Columns = [.. args.Skip(2).Select(Column)],
});

Print("saved", ViewText.OfSchema(inputSchema!));
var scored = model.Transform(data);
Print("schema", ViewText.OfSchema(scored.Schema));
Print("row", ViewText.OfRows(scored, scored.Schema));
return 0;

static void Print(string kind, string[] lines)
{
    foreach (var line in lines)
        Console.WriteLine($"{kind}|{line}");
}

static TextLoader.Column Column(string argument)
{
    var (name, range) = (argument[..argument.LastIndexOf(':')], argument[(argument.LastIndexOf(':') + 1)..].Split('-'));
    var first = int.Parse(range[0], CultureInfo.InvariantCulture);
    return range.Length == 1
        ? new TextLoader.Column(name, DataKind.Single, first)
        : new TextLoader.Column(name, DataKind.Single, first, int.Parse(range[1], CultureInfo.InvariantCulture));
}
