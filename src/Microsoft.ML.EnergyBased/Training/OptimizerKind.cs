namespace Microsoft.ML.EnergyBased.Training;

internal enum OptimizerKind
{
    Plain,
    Momentum,
    Nesterov,
    Adam,
    AdamW,
}
