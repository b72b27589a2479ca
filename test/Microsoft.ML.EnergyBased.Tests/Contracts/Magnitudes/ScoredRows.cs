using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.Mixture;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>What a transformer gave for each row, and whether a user can rely on it.</summary>
internal sealed class ScoredRows
{
    private readonly List<Dictionary<string, float[]>> _rows = [];
    private readonly string _energy;

    // An energy without a lower bound overflows with its own sign.
    private readonly bool _isBounded;
    private readonly int _labels;

    // The vector whose values must sum to 1.
    private readonly string? _probabilities;

    private ScoredRows(string energy, int labels, string? probabilities, bool isBounded)
    {
        _energy = energy;
        _isBounded = isBounded;
        _labels = labels;
        _probabilities = probabilities;
    }

    internal int Count => _rows.Count;

    internal static ScoredRows Of(ITransformer model, IDataView view)
    {
        var scored = model.Transform(view);
        var outputs = scored.Schema.Skip(view.Schema.Count).ToArray();
        var label = scored.Schema.GetColumnOrNull("PredictedLabel")?.Type as KeyDataViewType;
        var result = new ScoredRows(model is AnomalyThresholdTransformer ? "Score" : "Energy", (int)(label?.Count ?? 0), ProbabilitiesOf(model), model is not (EnergyClassifierTransformer or ContrastiveDivergenceTransformer));
        using var cursor = scored.GetRowCursor(outputs);
        var getters = outputs.ToDictionary(column => column.Name, column => Getter(cursor, column));
        while (cursor.MoveNext())
            result._rows.Add(getters.ToDictionary(getter => getter.Key, getter => getter.Value()));
        return result;
    }

    /// <summary>What is wrong with the row, or null; <paramref name="isFinite"/> says whether its inputs were.</summary>
    internal string? Fault(int row, bool isFinite)
    {
        var values = _rows[row];
        var energy = values[_energy][0];
        if (float.IsNaN(energy) == isFinite || (_isBounded && float.IsNegativeInfinity(energy)))
            return $"energy {energy}";
        if (_labels > 0 && !(isFinite ? values["PredictedLabel"][0] >= 1 && values["PredictedLabel"][0] <= _labels : values["PredictedLabel"][0] == 0))
            return $"PredictedLabel {values["PredictedLabel"][0]} of {_labels}";
        if (!isFinite)
            return null;
        foreach (var (name, output) in values)
        {
            if (name == _probabilities && !(Math.Abs(output.Sum() - 1) < 1e-3 && output.All(share => share is >= 0 and <= 1)))
                return $"{name} {string.Join(' ', output)}";
            // Where the energy is beyond Single, so may be what it is made of.
            if (float.IsFinite(energy) && output.Any(float.IsNaN))
                return $"energy {energy} and {name} {string.Join(' ', output)}";
        }

        return null;
    }

    /// <summary>The energies.</summary>
    internal IEnumerable<float> Energies => _rows.Select(row => row[_energy][0]);

    private static string? ProbabilitiesOf(ITransformer model) => model switch
    {
        EnergyClassifierTransformer => "Score",
        KMeansEnergyTransformer or LatentInferenceTransformer { Energy: MixtureEnergy } => "Latent",
        _ => null,
    };

    private static Func<float[]> Getter(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            var vector = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> buffer = default;
            return () =>
            {
                vector(ref buffer);
                return [.. buffer.DenseValues()];
            };
        }

        if (column.Type is KeyDataViewType)
            return Scalar<uint>(key => key);
        return column.Type is BooleanDataViewType ? Scalar<bool>(flag => flag ? 1 : 0) : Scalar<float>(number => number);

        Func<float[]> Scalar<T>(Func<T, float> convert)
        {
            var getter = cursor.GetGetter<T>(column);
            return () =>
            {
                T value = default!;
                getter(ref value);
                return [convert(value)];
            };
        }
    }
}
