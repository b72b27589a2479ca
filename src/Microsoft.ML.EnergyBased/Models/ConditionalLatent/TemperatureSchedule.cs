using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>
/// The inverse temperature of each epoch: at first as low as the answers vary, so that every z learns from every row, then
/// rising by a constant factor an epoch. Without it z that win nothing at first learn nothing: dead branches, folded curves.
/// </summary>
/// <remarks>Rose, "Deterministic Annealing", Proceedings of the IEEE 86 (1998), section II.</remarks>
/// <param name="target">β in (0, ∞] that it comes to.</param>
/// <param name="epochs">In how many epochs.</param>
internal sealed class TemperatureSchedule(double target, double epochs)
{
    // β comes this many times as high before it jumps to infinity: answers that differ by 1 % of their spread are told apart.
    private const double Rise = 1e4;

    private double _first = double.NaN;

    /// <summary>Looks at the answers of the first batch.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="first">Where in a row y begins.</param>
    public void Begin(Batch rows, int first)
    {
        if (!double.IsNaN(_first))
            return;
        double variance = 0;
        for (var j = first; j < rows.Width; j++)
        {
            double mean = 0, square = 0;
            for (var i = 0; i < rows.Count; i++)
                mean += rows.Row(i)[j];
            mean /= rows.Count;
            for (var i = 0; i < rows.Count; i++)
                square += (rows.Row(i)[j] - mean) * (rows.Row(i)[j] - mean);
            variance += square / rows.Count;
        }
        _first = 1 / variance;
    }

    /// <summary>β in an epoch, counted from 0.</summary>
    public double Of(uint epoch)
    {
        if (epoch >= epochs || !(_first > 0 && _first < target))
            return target;
        var last = Math.Min(target, Rise * _first);
        return _first * Math.Pow(last / _first, epoch / epochs);
    }
}
