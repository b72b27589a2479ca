using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>Has a model compute all its outputs of rows that are ordinary, far away, tiny, incomplete and broken.</summary>
internal static class Scoring
{
    // Longer rows take long in any model, whatever else its file says.
    private const int LongestRow = 1 << 15;

    private static readonly float[] Centres = [0, 0.25f, 1, -3, 1e-20f, 1e6f, 1e15f, 2e19f, -1e20f, 3e38f, float.NaN, float.PositiveInfinity];

    /// <summary>Reads every output of every row; throws where a model gives what no model may.</summary>
    /// <returns>A hash of all that was read.</returns>
    internal static int Run(EnergyBasedTransformer model)
    {
        var inputs = ((IBlockMap)model).Inputs;
        if (inputs.Sum(input => (long)input.Size) > LongestRow)
            return 0;
        var lines = Lines(inputs);
        var view = model.Transform(View(lines, inputs));
        var outputs = ((IBlockMap)model).Outputs.Select(output => view.Schema[output.Name]).ToArray();
        var hash = new HashCode();
        using var cursor = view.GetRowCursor(outputs);
        var readers = outputs.Select(output => Reader(cursor, output)).ToArray();
        while (cursor.MoveNext())
        {
            for (var i = 0; i < readers.Length; i++)
            {
                var value = readers[i]();
                hash.Add(value);
                // Of a finite row one prototype is the nearest.
                if (value == 0 && model is KMeansEnergyTransformer && outputs[i].Type is KeyDataViewType && Array.TrueForAll(lines[(int)cursor.Position].First, float.IsFinite))
                    throw new InvalidOperationException($"{outputs[i].Name} is missing of a finite row");
            }
        }

        return hash.ToHashCode();
    }

    private static IDataView View(List<Line> lines, IReadOnlyList<InputColumn> inputs)
    {
        var definition = SchemaDefinition.Create(typeof(Line));
        var fields = new[] { nameof(Line.First), nameof(Line.Second) };
        for (var i = fields.Length - 1; i >= 0; i--)
        {
            var column = definition[fields[i]];
            if (i >= inputs.Count || inputs[i].Kind != InputKind.Vector)
                definition.Remove(column);
            else
                (column.ColumnName, column.ColumnType) = (inputs[i].Name, new VectorDataViewType(NumberDataViewType.Single, inputs[i].Size));
        }

        var scalar = definition[nameof(Line.Scalar)];
        if (inputs[0].Kind == InputKind.Scalar)
            scalar.ColumnName = inputs[0].Name;
        else
            definition.Remove(scalar);
        return new MLContext().Data.LoadFromEnumerable(lines, definition);
    }

    private static List<Line> Lines(IReadOnlyList<InputColumn> inputs)
    {
        var random = new Random(1);
        var lines = new List<Line>();
        foreach (var centre in Centres)
            lines.Add(LineOf(_ => centre));
        lines.Add(LineOf(_ => (4 * random.NextSingle()) - 2));
        lines.Add(LineOf(_ => random.Next(2)));
        lines.Add(LineOf(slot => slot % 2 == 0 ? float.NaN : random.NextSingle()));
        lines.Add(LineOf(slot => slot == 0 ? 1e10f : float.NaN));
        lines.Add(LineOf(_ => MathF.Pow(10, (60 * random.NextSingle()) - 30) * (random.Next(2) == 0 ? 1 : -1)));
        return lines;

        Line LineOf(Func<int, float> value) => new()
        {
            First = Values(0, value),
            // What is unobserved of the second column may be all of it, but the first is a context.
            Second = inputs.Count > 1 ? Values(1, value) : [],
            Scalar = value(0),
        };

        float[] Values(int input, Func<int, float> value) => [.. Enumerable.Range(0, inputs[input].Size).Select(value)];
    }

    private static Func<int> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        switch (column.Type)
        {
            case VectorDataViewType type:
                var vectors = row.GetGetter<VBuffer<float>>(column);
                VBuffer<float> vector = default;
                return () =>
                {
                    vectors(ref vector);
                    if (vector.Length != type.Size)
                        throw new InvalidOperationException($"{column.Name} has {vector.Length} values, its type has {type.Size}");
                    var hash = new HashCode();
                    foreach (var value in vector.GetValues())
                        hash.Add(value);
                    return hash.ToHashCode();
                };
            case KeyDataViewType key:
                var keys = row.GetGetter<uint>(column);
                return () =>
                {
                    uint value = 0;
                    keys(ref value);
                    return value <= key.Count ? (int)value : throw new InvalidOperationException($"{column.Name} is {value} of {key.Count}");
                };
            case BooleanDataViewType:
                var flags = row.GetGetter<bool>(column);
                return () =>
                {
                    var value = false;
                    flags(ref value);
                    return value ? 1 : 0;
                };
            default:
                var numbers = row.GetGetter<float>(column);
                return () =>
                {
                    float value = 0;
                    numbers(ref value);
                    return value.GetHashCode();
                };
        }
    }

    private sealed class Line
    {
        public float[] First { get; set; } = [];

        public float[] Second { get; set; } = [];

        public float Scalar { get; set; }
    }
}
