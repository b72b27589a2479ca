using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Doubles;

/// <summary>A <see cref="Shift"/> on one schema: all columns stay, and one follows.</summary>
internal sealed class ShiftMapping : IRowToRowMapper
{
    private readonly DataViewSchema.Column _source;
    private readonly float _amount;

    public ShiftMapping(DataViewSchema schema, DataViewSchema.Column source, string output, float amount)
    {
        InputSchema = schema;
        _source = source;
        _amount = amount;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(schema);
        builder.AddColumn(output, NumberDataViewType.Single);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        dependingColumns.Select(c => c.Index < InputSchema.Count ? InputSchema[c.Index] : _source).Distinct();

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new ShiftedRow(this, input, activeColumns);

    public ValueGetter<TValue> GetGetter<TValue>(DataViewRow input, DataViewSchema.Column column)
    {
        if (column.Index < InputSchema.Count)
            return input.GetGetter<TValue>(InputSchema[column.Index]);

        var get = input.GetGetter<float>(_source);
        ValueGetter<float> shifted = (ref float value) =>
        {
            get(ref value);
            value += _amount;
        };
        return (ValueGetter<TValue>)(Delegate)shifted;
    }

    private sealed class ShiftedRow(ShiftMapping mapping, DataViewRow input, IEnumerable<DataViewSchema.Column> active) : DataViewRow
    {
        private readonly HashSet<int> _active = [.. active.Select(c => c.Index)];

        public override DataViewSchema Schema => mapping.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => mapping.GetGetter<TValue>(input, column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();

            base.Dispose(disposing);
        }
    }
}
