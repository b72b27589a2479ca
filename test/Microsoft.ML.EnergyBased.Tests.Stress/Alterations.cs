using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>Alters the fields of a payload as somebody would who knows the format: each becomes another of its kind.</summary>
internal sealed class Alterations(Random random)
{
    private static readonly int[] Ints =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 100, 255, 256, 257, 1000, 1024, 1025, 4095, 4096, 4097, 10_000, 10_001, 65_536, 100_000, 100_001,
        1_000_000, 1 << 20, (1 << 20) + 1, 1 << 21, 1 << 24, 1 << 28, 1 << 30, int.MaxValue, int.MaxValue - 1, int.MinValue, -1, -2,
    ];

    private static readonly float[] Singles =
    [
        0, -0f, 1, -1, 0.5f, 2, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon, 1e-38f, 1e-30f,
        1e-20f, 1e-10f, 1e-6f, 1e-3f, 1e3f, 1e6f, 1e10f, 1e15f, 1e18f, 1e19f, 1e20f, 1e21f, 3e25f, 1e30f, 1e38f, -1e19f, -1e38f,
    ];

    private static readonly string[] Texts =
        ["", " ", "\t", "Features", "Energy", "Context", "Score", "PredictedLabel", "Latent", "Completed", "\0", "Größe", "a\nb", "x.y", "KMeansEnergy", "LatentInference", "EnergyCompletion"];

    private readonly List<string> _done = [];

    /// <summary>What was done, in words.</summary>
    internal string Done => string.Join("; ", _done);

    internal List<Field> Alter(IReadOnlyList<Field> fields)
    {
        var altered = fields.ToList();
        var count = random.Next(6) switch { 0 or 1 or 2 => 1, 3 or 4 => 2, _ => 3 + random.Next(4) };
        for (var i = 0; i < count; i++)
            AlterOne(altered);
        return altered;
    }

    private void AlterOne(List<Field> fields)
    {
        var at = Choose(fields);
        var field = fields[at];
        _done.Add($"{field.Kind} {at}");
        switch (field.Kind)
        {
            case FieldKind.Int32:
                AlterCount(fields, at);
                break;
            case FieldKind.Int64:
                fields[at] = field with { Bytes = BitConverter.GetBytes(random.Next(2) == 0 ? random.NextInt64() : -1L) };
                break;
            case FieldKind.Single:
                fields[at] = field with { Bytes = BitConverter.GetBytes(Number(BitConverter.ToSingle(field.Bytes))) };
                break;
            case FieldKind.Boolean:
                AlterFlag(fields, at);
                break;
            case FieldKind.Text:
                fields[at] = Text();
                break;
            case FieldKind.Singles:
                fields[at] = AlterSingles(field);
                break;
            case FieldKind.Doubles:
            case FieldKind.Double:
                fields[at] = AlterDoubles(field);
                break;
            case FieldKind.NestedLength:
                fields[at] = new Field(FieldKind.Int32, BitConverter.GetBytes(Int(Field.ToBytes(fields[at + 1].Inner).Length)));
                break;
            default:
                // What is inside counts for as much as all that is around it.
                var inner = field.Inner.ToList();
                for (var i = 0; i <= random.Next(3); i++)
                    AlterOne(inner);
                fields[at] = field with { Inner = inner };
                break;
        }
    }

    // Numbers and payloads inside are a few fields among many, and most of what a model computes with.
    private int Choose(List<Field> fields)
    {
        var large = fields.Select((field, i) => (field, i))
            .Where(f => f.field.Kind is FieldKind.Singles or FieldKind.Doubles or FieldKind.Nested).Select(f => f.i).ToArray();
        return large.Length > 0 && random.Next(5) < 2 ? large[random.Next(large.Length)] : random.Next(fields.Count);
    }

    private void AlterCount(List<Field> fields, int at)
    {
        var before = BitConverter.ToInt32(fields[at].Bytes);
        var after = Int(before);
        _done[^1] += $": {before} becomes {after}";
        fields[at] = fields[at] with { Bytes = BitConverter.GetBytes(after) };

        // What it is a count of may go with it.
        if (random.Next(2) == 0 || before <= 0 || after is <= 0 or > 5000)
            return;
        for (var i = at + 1; i < fields.Count; i++)
        {
            var size = fields[i].Kind switch { FieldKind.Singles => sizeof(float), FieldKind.Doubles => sizeof(double), _ => 0 };
            if (size == 0 || fields[i].Bytes.Length / size % before != 0)
                continue;
            Resize(fields, i, (long)fields[i].Bytes.Length / size / before * after);
            if (random.Next(3) == 0)
                break;
        }
    }

    /// <summary>Gives an array another length, repeating what it has, and the count before it the same.</summary>
    internal static void Resize(List<Field> fields, int at, long length)
    {
        var field = fields[at];
        var size = field.Kind == FieldKind.Singles ? sizeof(float) : sizeof(double);
        if (length > 1 << 20 || field.Bytes.Length == 0)
            return;
        var before = field.Bytes.Length / size;
        var bytes = new byte[length * size];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = field.Bytes[i % field.Bytes.Length];
        fields[at] = field with { Bytes = bytes };
        if (at > 0 && fields[at - 1].Kind == FieldKind.Int32 && BitConverter.ToInt32(fields[at - 1].Bytes) == before)
            fields[at - 1] = fields[at - 1] with { Bytes = BitConverter.GetBytes((int)length) };
    }

    private void AlterFlag(List<Field> fields, int at)
    {
        if (random.Next(8) == 0)
        {
            fields[at] = fields[at] with { Bytes = [(byte)random.Next(256)] };
            return;
        }

        var isSet = fields[at].Bytes[0] == 1;
        fields[at] = fields[at] with { Bytes = [isSet ? (byte)0 : (byte)1] };
        // A name that may be there goes or comes with its flag.
        if (isSet && at + 1 < fields.Count && fields[at + 1].Kind == FieldKind.Text)
            fields.RemoveAt(at + 1);
        else if (!isSet && random.Next(4) != 0)
            fields.Insert(at + 1, Text());
    }

    private Field Text()
    {
        if (random.Next(10) == 0)
            return new Field(FieldKind.Text, [0xff, 0xff, 0xff, 0xff, (byte)random.Next(256), 0xc3, 0x28]);
        var text = random.Next(12) == 0 ? new string('x', 1 + random.Next(20_000)) : Texts[random.Next(Texts.Length)];
        _done[^1] += $" becomes '{(text.Length > 20 ? text[..20] : text)}'";
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8))
            writer.Write(text);
        return new Field(FieldKind.Text, stream.ToArray());
    }

    private Field AlterSingles(Field field)
    {
        var bytes = field.Bytes.ToArray();
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        switch (random.Next(16))
        {
            case 0:
                return field with { Bytes = bytes[..random.Next(bytes.Length + 1)] };
            case 1:
                return field with { Bytes = [.. bytes, .. new byte[random.Next(1, 64)]] };
            case 2 or 3 or 4 or 5:
                var factor = Singles[random.Next(Singles.Length)];
                _done[^1] += $" × {factor}";
                foreach (ref var value in values)
                    value *= factor;
                break;
            case 6 or 7:
                foreach (ref var value in values)
                    value = Singles[random.Next(Singles.Length)];
                break;
            case 8 or 9:
                // One magnitude, any sign.
                var magnitude = MathF.Pow(10, (80 * random.NextSingle()) - 42);
                _done[^1] += $" of magnitude {magnitude}";
                foreach (ref var value in values)
                    value = random.Next(2) == 0 ? magnitude : -magnitude;
                break;
            case 10:
                values.Fill(Singles[random.Next(Singles.Length)]);
                break;
            default:
                for (var i = 0; i <= random.Next(4) && values.Length > 0; i++)
                {
                    ref var value = ref values[random.Next(values.Length)];
                    value = Number(value);
                }

                break;
        }

        return field with { Bytes = bytes };
    }

    private Field AlterDoubles(Field field)
    {
        var bytes = field.Bytes.ToArray();
        var values = MemoryMarshal.Cast<byte, double>(bytes.AsSpan());
        switch (random.Next(6))
        {
            case 0:
                return field with { Bytes = bytes[..random.Next(bytes.Length + 1)] };
            case 1:
                return field with { Bytes = [.. bytes, .. new byte[random.Next(1, 64)]] };
            case 2:
                var factor = Wide();
                foreach (ref var value in values)
                    value *= factor;
                break;
            case 3:
                values.Fill(Wide());
                break;
            default:
                for (var i = 0; i <= random.Next(4) && values.Length > 0; i++)
                    values[random.Next(values.Length)] = Wide();
                break;
        }

        return field with { Bytes = bytes };
    }

    private double Wide() => random.Next(4) switch
    {
        0 => double.MaxValue,
        1 => Math.Pow(10, random.Next(-300, 300)),
        2 => -Singles[random.Next(Singles.Length)],
        _ => Singles[random.Next(Singles.Length)],
    };

    private float Number(float before) => random.Next(5) switch
    {
        0 => -before,
        1 => before * Singles[random.Next(Singles.Length)],
        2 => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(before) ^ (1 << random.Next(32))),
        _ => Singles[random.Next(Singles.Length)],
    };

    private int Int(int before) => random.Next(6) switch
    {
        0 => unchecked(before + 1),
        1 => unchecked(before - 1),
        2 => unchecked(before * random.Next(2, 5)),
        3 => before ^ (1 << random.Next(32)),
        _ => Ints[random.Next(Ints.Length)],
    };
}
