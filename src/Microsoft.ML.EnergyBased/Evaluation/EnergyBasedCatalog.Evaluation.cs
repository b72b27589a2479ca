using Microsoft.ML.EnergyBased.Evaluation;

namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>Mean, quantiles and, with labels, the AUC of the energies in a scored view.</summary>
    /// <param name="data">Data that a model has scored; read once.</param>
    /// <param name="energyColumnName">The energy column: Single. Rows with NaN are counted and left out.</param>
    /// <param name="labelColumnName">A column that tells anomalies (Boolean true, or a Single above 0; NaN makes a row a missing one), or null.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> or <paramref name="energyColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public EnergyMetrics Evaluate(IDataView data, string energyColumnName = "Energy", string? labelColumnName = null)
        => EnergyEvaluator.Evaluate(data, energyColumnName, labelColumnName);

    /// <summary>Fits one model for each value, and gives the energies of training and held-out rows: to choose K, β and the like.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="trainSet">What each model is fitted to.</param>
    /// <param name="heldOutSet">What it is judged by.</param>
    /// <param name="values">The values to try, in this order.</param>
    /// <param name="estimator">Makes the estimator (or pipeline) for a value.</param>
    /// <param name="energyColumnName">The energy column of the scored data.</param>
    /// <param name="labelColumnName">A column that tells anomalies (Boolean true, or a Single above 0), or null.</param>
    /// <returns>One entry a value.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="labelColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public IReadOnlyList<EnergyComparison<T>> Compare<T>(
        IDataView trainSet, IDataView heldOutSet, IEnumerable<T> values, Func<T, IEstimator<ITransformer>> estimator,
        string energyColumnName = "Energy", string? labelColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        ArgumentNullException.ThrowIfNull(heldOutSet);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(energyColumnName);
        var lines = new List<EnergyComparison<T>>();
        foreach (var value in values)
        {
            var model = (estimator(value) ?? throw new ArgumentException($"No estimator was made for the value {value}.", nameof(estimator))).Fit(trainSet);
            lines.Add(new EnergyComparison<T>(
                value, model,
                Evaluate(model.Transform(trainSet), energyColumnName, labelColumnName),
                Evaluate(model.Transform(heldOutSet), energyColumnName, labelColumnName)));
        }

        return lines;
    }
}
