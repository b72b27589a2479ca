namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>Expectation and maximisation over some rows, in their units.</summary>
internal interface IMixtureSteps
{
    /// <summary>How many of the components of the last step the floor holds up.</summary>
    int OnFloor { get; }

    /// <summary>The components that a restart begins with.</summary>
    MixtureComponents Start(int restart);

    /// <summary>Takes the responsibilities of the rows; gives the mean log-likelihood of a row.</summary>
    double Expect(MixtureComponents components);

    /// <summary>The likeliest components under these responsibilities, which those components gave.</summary>
    MixtureComponents Maximise(MixtureComponents components);
}
