using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Makes predictions one object at a time; the getters are made once, so a call costs no allocation of its own.</summary>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(
        IHostEnvironment env,
        ITransformer transformer,
        bool ignoreMissingColumns,
        SchemaDefinition? inputSchemaDefinition,
        SchemaDefinition? outputSchemaDefinition,
        bool ownsTransformer = true)
        : base(
            env,
            transformer,
            ignoreMissingColumns,
            ownsTransformer,
            new RowClass<TSrc>(inputSchemaDefinition, SchemaDefinition.Direction.Read),
            outputSchemaDefinition)
    {
    }

    internal PredictionEngine(IHostEnvironment env, ITransformer transformer, PredictionEngineOptions options)
        : this(
            env,
            transformer,
            options.IgnoreMissingColumns,
            options.InputSchemaDefinition,
            options.OutputSchemaDefinition,
            options.OwnsTransformer)
    {
    }

    /// <summary>An engine whose input columns are typed as those of the same name in <paramref name="inputSchema"/>.</summary>
    internal PredictionEngine(IHostEnvironment env, ITransformer transformer, DataViewSchema inputSchema)
        : this(
            env,
            transformer,
            true,
            SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Read, inputSchema),
            null)
    {
    }

    public override void Predict(TSrc example, ref TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        InputRow.MoveTo(example);
        prediction ??= new TDst();
        foreach (var write in Writers)
            write(prediction);
    }
}
