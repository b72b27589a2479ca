using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Components.AnomalyThreshold;

/// <summary>Room for ML.NET's anomaly columns; what is not wanted is empty.</summary>
internal ref struct AnomalyPass
{
    public Span<float> Scores;
    public Span<bool> Flags;
    public Span<float> PValues;

    internal static OutputSet<AnomalyPass> DeclareOutputs() => new(
        new Output<AnomalyPass, float>("Score", OutputColumn.Single, (ref pass, values) => pass.Scores = values),
        new Output<AnomalyPass, bool>("PredictedLabel", name => OutputColumn.Boolean(name, ofBadRow: true), (ref pass, values) => pass.Flags = values),
        new Output<AnomalyPass, float>("PValue", OutputColumn.Single, (ref pass, values) => pass.PValues = values));
}
