using Microsoft.ML.EnergyBased.Numerics;
namespace Microsoft.ML.EnergyBased;

/// <summary>What every estimator of the package can be told. The estimator copies its options when it is made.</summary>
public abstract class EstimatorOptions
{
    private protected EstimatorOptions()
    {
    }

    /// <summary>Ends Fit with <see cref="OperationCanceledException"/> within one batch; the context stays usable.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>What is told of each iteration, beside the context's log.</summary>
    internal virtual IProgress<TrainingProgress>? Reports => null;

    /// <summary>The bytes of training rows above which they are streamed, or null where they must lie in memory.</summary>
    internal virtual long? StreamedAbove => null;

    /// <summary>The options as they are now, held to their ranges: what is changed in this object later changes nothing.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or does not go with another.</exception>
    internal EstimatorOptions CopyAndValidate()
    {
        var copy = Copy();
        copy.Validate();
        return copy;
    }

    /// <summary>A copy that shares no array or list with this object.</summary>
    internal virtual EstimatorOptions Copy() => (EstimatorOptions)MemberwiseClone();

    /// <summary>The name of each output, null where it is dropped, with the option that says it.</summary>
    internal abstract (string? Name, string Option)[] OutputNames { get; }

    /// <exception cref="ArgumentException">An option is out of its range, or does not go with another.</exception>
    internal virtual void Validate() => Check.OutputNames(OutputNames);
}
