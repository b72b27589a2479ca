using System.Text;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

internal enum FieldKind
{
    Int32,
    Int64,
    Single,
    Double,
    Boolean,
    Text,
    Singles,
    Doubles,
    NestedLength,
    Nested,
}

/// <summary>A field of a payload: its bytes as they are written, or the fields of a payload inside.</summary>
internal sealed record Field(FieldKind Kind, byte[] Bytes)
{
    internal IReadOnlyList<Field> Inner { get; init; } = [];

    /// <summary>What the fields look like in a file; the lengths of payloads inside are those that they have.</summary>
    internal static byte[] ToBytes(IReadOnlyList<Field> fields)
    {
        using var stream = new MemoryStream();
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Kind == FieldKind.NestedLength && i + 1 < fields.Count && fields[i + 1].Kind == FieldKind.Nested)
                stream.Write(BitConverter.GetBytes(ToBytes(fields[i + 1].Inner).Length));
            else if (fields[i].Kind == FieldKind.Nested)
                stream.Write(ToBytes(fields[i].Inner));
            else
                stream.Write(fields[i].Bytes);
        }

        return stream.ToArray();
    }
}

/// <summary>Takes down the fields of a payload while a model writes it.</summary>
internal sealed class FieldRecorder() : BinaryWriter(new MemoryStream(), Encoding.UTF8)
{
    private readonly List<Field> _fields = [];

    internal static List<Field> FieldsOf(EnergyBasedTransformer model)
    {
        using var recorder = new FieldRecorder();
        model.WritePayload(new Persistence.PayloadWriter(recorder));
        var fields = recorder._fields;
        if (model is not CompletionTransformer completion)
            return fields;

        var inner = FieldsOf(completion.Model);
        var bytes = Field.ToBytes(inner);
        var place = fields.FindIndex(f => f.Kind == FieldKind.Singles && f.Bytes.AsSpan().SequenceEqual(bytes));
        fields[place] = new Field(FieldKind.Nested, []) { Inner = inner };
        fields[place - 1] = fields[place - 1] with { Kind = FieldKind.NestedLength };
        return fields;
    }

    public override void Write(int value) => _fields.Add(new Field(FieldKind.Int32, BitConverter.GetBytes(value)));

    public override void Write(long value) => _fields.Add(new Field(FieldKind.Int64, BitConverter.GetBytes(value)));

    public override void Write(float value) => _fields.Add(new Field(FieldKind.Single, BitConverter.GetBytes(value)));

    public override void Write(bool value) => _fields.Add(new Field(FieldKind.Boolean, [value ? (byte)1 : (byte)0]));

    public override void Write(ReadOnlySpan<byte> buffer) => _fields.Add(new Field(FieldKind.Singles, buffer.ToArray()));

    public override void Write(string value)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
            writer.Write(value);
        _fields.Add(new Field(FieldKind.Text, stream.ToArray()));
    }

    // Doubles come one by one; those in a row are one array.
    public override void Write(double value)
    {
        if (_fields.Count > 0 && _fields[^1].Kind == FieldKind.Doubles)
            _fields[^1] = new Field(FieldKind.Doubles, [.. _fields[^1].Bytes, .. BitConverter.GetBytes(value)]);
        else
            _fields.Add(new Field(FieldKind.Doubles, BitConverter.GetBytes(value)));
    }
}
