using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Evaluation;

/// <summary>A row that is scored for each class.</summary>
public sealed class Classified
{
    /// <summary>A label that is missing.</summary>
    public const int Unknown = -1;

    public uint Label { get; set; }

    public float Number { get; set; }

    public float[] Score { get; set; } = [];

    [KeyType(3)]
    public uint PredictedLabel { get; set; }

    /// <summary>Rows of a label, counted from 0, and scores.</summary>
    /// <param name="ml">Where the view is made.</param>
    /// <param name="labelCount">The count of the label's key.</param>
    /// <param name="names">The slot names of the scores, or how many there are.</param>
    /// <param name="rows">The rows.</param>
    public static IDataView View(MLContext ml, int labelCount, ClassNames names, params (int Label, float[] Score)[] rows)
    {
        var definition = SchemaDefinition.Create(typeof(Classified));
        definition[nameof(Label)].ColumnType = new KeyDataViewType(typeof(uint), labelCount);
        definition[nameof(Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, names.Count);
        if (names.Names is { } slots)
        {
            var values = new VBuffer<ReadOnlyMemory<char>>(slots.Length, [.. slots.Select(s => s.AsMemory())]);
            definition[nameof(Score)].AddAnnotation("SlotNames", values, new VectorDataViewType(TextDataViewType.Instance, slots.Length));
        }

        // An object's key counts from 0, and the highest value of its type is a missing one.
        return ml.Data.LoadFromEnumerable(rows.Select(r => new Classified { Label = unchecked((uint)r.Label), Number = r.Label, Score = r.Score }).ToArray(), definition);
    }
}

/// <summary>How many classes there are, and their names if they have any.</summary>
public sealed record ClassNames(int Count, string[]? Names)
{
    public static implicit operator ClassNames(int count) => new(count, null);

    public static implicit operator ClassNames(string[] names) => new(names.Length, names);
}
