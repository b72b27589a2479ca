using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>Reads one input column (features, a weight or a label) of a row or cursor into dense floats, without allocation for each row.</summary>
internal sealed class InputReader
{
    private readonly string _name;
    private readonly ValueGetter<float>? _scalar;
    private readonly ValueGetter<VBuffer<float>>? _vector;
    private readonly ValueGetter<uint>? _key;
    private VBuffer<float> _buffer;

    internal InputReader(DataViewRow row, DataViewSchema.Column column, int size)
    {
        _name = column.Name;
        Size = size;
        if (column.Type is VectorDataViewType)
            _vector = row.GetGetter<VBuffer<float>>(column);
        else if (column.Type is KeyDataViewType)
            _key = row.GetGetter<uint>(column);
        else
            _scalar = row.GetGetter<float>(column);
    }

    internal int Size { get; }

    internal void Read(Span<float> destination)
    {
        if (_scalar is not null)
        {
            _scalar(ref destination[0]);
            return;
        }

        if (_key is not null)
        {
            uint key = 0;
            _key(ref key);
            destination[0] = key == 0 ? float.NaN : key - 1;
            return;
        }

        _vector!(ref _buffer);
        if (_buffer.Length != Size)
            throw new InvalidOperationException($"Column '{_name}' promised vectors of size {Size} and gave one of size {_buffer.Length}.");
        _buffer.CopyTo(destination);
    }
}
