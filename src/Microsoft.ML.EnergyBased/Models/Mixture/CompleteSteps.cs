namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>Over rows of which all is observed.</summary>
internal sealed class CompleteSteps(ReadOnlyMemory<float> rows, int count, int dimension, double[] weights, MixtureStart start, MixtureEnergyEstimator.Options options) : IMixtureSteps
{
    private readonly MaximisationStep _maximisation = new(rows, count, dimension, weights, options);
    private ExpectationStep? _expectation;

    public int OnFloor => _maximisation.OnFloor;

    public MixtureComponents Start(int restart) => _maximisation.Run(_maximisation.Spread(start.Choose(restart, _maximisation.Responsibilities)));

    public double Expect(MixtureComponents components)
        => (_expectation ??= new ExpectationStep(rows, count, dimension, weights, options, _maximisation.Responsibilities)).Run(components);

    public MixtureComponents Maximise(MixtureComponents components) => _maximisation.Run(components);
}
