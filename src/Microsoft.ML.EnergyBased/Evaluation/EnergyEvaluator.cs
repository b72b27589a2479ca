using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Evaluation;

/// <summary>Reads the energies of a scored view, and its labels where they are named.</summary>
internal static class EnergyEvaluator
{
    internal static EnergyMetrics Evaluate(IDataView data, string energyColumnName, string? labelColumnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check.ColumnName(energyColumnName, nameof(energyColumnName));
        if (labelColumnName is not null)
            Check.ColumnName(labelColumnName, nameof(labelColumnName));
        var (energy, _) = InputColumn.Scalar(energyColumnName, "energy column").Bind(data.Schema, nameof(data));
        var label = labelColumnName is null ? (DataViewSchema.Column?)null : BindLabel(data.Schema, labelColumnName);

        var energies = new List<float>();
        var labels = new List<bool>();
        using var cursor = data.GetRowCursor(label is { } active ? [energy, active] : [energy]);
        var getEnergy = cursor.GetGetter<float>(energy);
        var getLabel = label is { } column ? LabelGetter(cursor, column) : null;
        float value = 0;
        while (cursor.MoveNext())
        {
            getEnergy(ref value);
            var isAnomaly = getLabel?.Invoke();
            // A row without a label is missing, as one without an energy is.
            energies.Add(getLabel is not null && isAnomaly is null ? float.NaN : value);
            if (getLabel is not null)
                labels.Add(isAnomaly ?? false);
        }

        return EnergyMetrics.Of([.. energies], [.. labels]);
    }

    private static DataViewSchema.Column BindLabel(DataViewSchema schema, string name)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
            throw new ArgumentOutOfRangeException("labelColumnName", $"Could not find label column '{name}'.");
        if (column.Type is not BooleanDataViewType && !column.Type.Equals(NumberDataViewType.Single))
            throw new ArgumentOutOfRangeException("labelColumnName", $"Schema mismatch for label column '{name}': expected Boolean or Single, got {column.Type}.");
        return column;
    }

    private static Func<bool?> LabelGetter(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        if (column.Type is BooleanDataViewType)
        {
            var get = cursor.GetGetter<bool>(column);
            return () =>
            {
                bool value = default;
                get(ref value);
                return value;
            };
        }

        var getSingle = cursor.GetGetter<float>(column);
        return () =>
        {
            float value = default;
            getSingle(ref value);
            return float.IsNaN(value) ? null : value > 0;
        };
    }
}
