using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Doubles;

/// <summary>Learns a <see cref="Shift"/> by the mean of its input, and notes what it was asked.</summary>
internal sealed class ShiftEstimator(string output, string input, List<string>? calls = null) : IEstimator<Shift>
{
    public Shift Fit(IDataView data)
    {
        calls?.Add($"Fit {output}");
        return new Shift(output, input, data.GetColumn<float>(input).Average());
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        calls?.Add($"GetOutputSchema {output}");
        if (!inputSchema.TryFindColumn(input, out _))
            throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Could not find input column '{input}'");

        return new SchemaShape(inputSchema.Where(c => c.Name != output)
            .Append(new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false)));
    }
}
