using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Components.LatentInference;

/// <summary>The names of the columns that a latent-variable model reads and gives; null is a column that it has not.</summary>
internal sealed record LatentColumns
{
    /// <summary>y: what the energy is of.</summary>
    public required string Features { get; init; }

    /// <summary>x: what the energy is conditioned on.</summary>
    public string? Context { get; init; }

    public string? Energy { get; init; }

    public string? Latent { get; init; }

    public string? Reconstruction { get; init; }

    /// <summary>E(y, z) of each z, of one-hot latents.</summary>
    public string? Score { get; init; }

    /// <summary>Which z it is, of one-hot latents.</summary>
    public string? PredictedLabel { get; init; }

    /// <summary>How the search went.</summary>
    public string? Inference { get; init; }

    /// <summary>How many values of the latent are not 0.</summary>
    public string? ActiveAtoms { get; init; }

    /// <summary>One prediction of y for each z of a set.</summary>
    public string? Predictions { get; init; }

    internal static LatentColumns Load(PayloadReader reader)
    {
        var features = reader.ReadColumnName("feature");
        var context = reader.ReadOptionalColumnName("context");
        if (context == features)
            throw reader.Bad("context column name", context);
        var outputs = reader.ReadOutputNames(
            "energy", "latent", "reconstruction", "score", "predicted label", "inference", "active atoms", "predictions");
        return new LatentColumns
        {
            Features = features,
            Context = context,
            Energy = outputs[0],
            Latent = outputs[1],
            Reconstruction = outputs[2],
            Score = outputs[3],
            PredictedLabel = outputs[4],
            Inference = outputs[5],
            ActiveAtoms = outputs[6],
            Predictions = outputs[7],
        };
    }

    internal void Save(PayloadWriter writer)
    {
        writer.Write(Features);
        writer.WriteOptional(Context);
        writer.WriteOptional(Energy);
        writer.WriteOptional(Latent);
        writer.WriteOptional(Reconstruction);
        writer.WriteOptional(Score);
        writer.WriteOptional(PredictedLabel);
        writer.WriteOptional(Inference);
        writer.WriteOptional(ActiveAtoms);
        writer.WriteOptional(Predictions);
    }
}
