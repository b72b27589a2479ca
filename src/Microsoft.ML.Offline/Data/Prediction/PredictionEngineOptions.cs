using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>How a prediction engine is made.</summary>
public sealed class PredictionEngineOptions
{
    public bool IgnoreMissingColumns = true;
    public SchemaDefinition? InputSchemaDefinition;
    public SchemaDefinition? OutputSchemaDefinition;
    public bool OwnsTransformer = true;

    public PredictionEngineOptions()
    {
    }
}
