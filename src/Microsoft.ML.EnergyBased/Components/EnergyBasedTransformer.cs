using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// What all transformers of the package share: lazy views computed in blocks, the row mapper behind PredictionEngine,
/// and saving inside an ordinary model .zip.
/// </summary>
/// <remarks>
/// What is saved carries a digest, and a file that does not fit is refused with a <see cref="FormatException"/> that names
/// component and field. The digest shows damage, not forgery, and a model file says what is computed of every row: load only
/// files that you trust.
/// </remarks>
public abstract class EnergyBasedTransformer : ITransformer, IBlockMap
{
    private protected EnergyBasedTransformer()
    {
    }

    /// <summary>True: every output depends on one row alone.</summary>
    public bool IsRowToRowMapper => true;

    IReadOnlyList<InputColumn> IBlockMap.Inputs => Inputs;

    IReadOnlyList<OutputColumn> IBlockMap.Outputs => Outputs;

    private protected abstract IReadOnlyList<InputColumn> Inputs { get; }

    private protected abstract IReadOnlyList<OutputColumn> Outputs { get; }

    internal abstract ComponentFormat SavedFormat { get; }

    /// <summary>The schema after this transformer's columns were added.</summary>
    /// <param name="inputSchema">The schema of the data to transform.</param>
    /// <returns>All columns of <paramref name="inputSchema"/>, then the outputs; an output hides an input of its name.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of another type or size.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema, nameof(inputSchema)).OutputSchema;

    /// <summary>A mapper of single rows, with the same values as the view's cursor.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <returns>The mapper.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of another type or size.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new BlockRowMapper(Bind(inputSchema, nameof(inputSchema)));

    /// <summary>A lazy view of <paramref name="input"/> with the outputs added. Rows with NaN or infinite inputs give NaN.</summary>
    /// <param name="input">The data to transform.</param>
    /// <returns>The view; nothing is read until a cursor is opened on it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of another type or size.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new TransformView(input, Bind(input.Schema, nameof(input)), this);
    }

    void IBlockMap.Map(Block block) => Map(block);

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelPayload.Save(ctx, SavedFormat, Write);

    /// <summary>Writes what <see cref="SavedFormat"/> says, for a component that embeds this one.</summary>
    internal void WritePayload(PayloadWriter writer) => Write(writer);

    private protected abstract void Map(Block block);

    /// <summary>What is computed of a view with this schema: by default all of it.</summary>
    private protected virtual IBlockMap MapOf(DataViewSchema schema) => this;

    private protected abstract void Write(PayloadWriter writer);

    private BoundMap Bind(DataViewSchema schema, string parameter)
    {
        ArgumentNullException.ThrowIfNull(schema, parameter);
        return new BoundMap(MapOf(schema), schema, parameter);
    }
}
