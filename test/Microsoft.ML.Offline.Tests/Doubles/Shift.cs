using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Doubles;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(Shift), null, typeof(SignatureLoadModel), "Shift", Shift.LoaderSignature)]

namespace Microsoft.ML.Offline.Tests.Doubles;

/// <summary>A transformer: Output = Input + Amount. It can be saved, and loaded without being registered.</summary>
internal sealed class Shift(string output, string input, float amount) : ITransformer
{
    public const string LoaderSignature = "TestShift";

    public static readonly VersionInfo Version =
        new("TSTSHIFT", 0x00010002, 0x00010001, 0x00010001, typeof(Shift).Assembly.FullName!, LoaderSignature);

    public float Amount => amount;

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Map(inputSchema).OutputSchema;

    public IDataView Transform(IDataView data) => new ShiftedView(Map(data.Schema), data);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Map(inputSchema);

    public void Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveNonEmptyString(output);
        ctx.SaveNonEmptyString(input);
        ctx.Writer.Write(amount);
    }

    internal static Shift Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var output = ctx.LoadNonEmptyString();
        var input = ctx.LoadNonEmptyString();
        var amount = ctx.Reader.ReadSingle();
        if (!float.IsFinite(amount))
            throw new FormatException($"A shift of {amount} is in the model.");

        return new Shift(output, input, amount);
    }

    private ShiftMapping Map(DataViewSchema schema) => new(schema, schema[input], output, amount);
}
