namespace Microsoft.ML.EnergyBased.Optimizers;

internal enum OptimizerKind
{
    Plain,
    Momentum,
    Nesterov,
    Adam,
    AdamW,
}
