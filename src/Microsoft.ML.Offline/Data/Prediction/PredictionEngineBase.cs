using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Runs single objects through a transformer. Not for several threads at once.</summary>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly ITransformer? _owned;
    private readonly DataViewRow _outputRow;
    private bool _disposed;

    private protected PredictionEngineBase(
        IHostEnvironment env,
        ITransformer transformer,
        bool ignoreMissingColumns,
        bool ownsTransformer,
        RowClass<TSrc> input,
        SchemaDefinition? outputSchemaDefinition)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(transformer);
        if (!transformer.IsRowToRowMapper)
            throw new ArgumentOutOfRangeException(nameof(transformer), "Must be a row to row mapper");

        var mapper = transformer.GetRowToRowMapper(input.Schema);
        var output = new RowClass<TDst>(outputSchemaDefinition, SchemaDefinition.Direction.Write);
        var matched = output.Match(mapper.OutputSchema, ignoreMissingColumns);

        OutputSchema = mapper.OutputSchema;
        InputRow = new InputRow<TSrc>(input);
        _outputRow = mapper.GetRow(InputRow, matched.OfType<DataViewSchema.Column>());
        Writers = output.CreateWriters(_outputRow, matched);
        _owned = ownsTransformer ? transformer : null;
    }

    public DataViewSchema OutputSchema { get; }

    private protected InputRow<TSrc> InputRow { get; }

    private protected Action<TDst>[] Writers { get; }

    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        if (_disposed)
            return;

        _disposed = true;
        _outputRow.Dispose();
        InputRow.Dispose();
        (_owned as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }
}
