namespace Microsoft.ML.EnergyBased.Training;

/// <summary>Options of an estimator that draws random numbers, at Fit or at Transform.</summary>
internal interface ISeededOptions
{
    /// <summary>The seed; the estimator takes one from the context where it is null.</summary>
    int? Seed { get; set; }
}
