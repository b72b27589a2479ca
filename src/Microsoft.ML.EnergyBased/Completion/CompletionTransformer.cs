using System.Buffers;
using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

[assembly: LoadableTransformer<Microsoft.ML.EnergyBased.CompletionTransformer>("Completion by an energy")]

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="CompletionEstimator"/>: fills in what a row leaves unobserved, by the energy that it holds.</summary>
public sealed class CompletionTransformer : EnergyBasedTransformer, ILoadableTransformer<CompletionTransformer>
{
    internal const string LoaderSignature = "Ebm.Completion";

    private static readonly ComponentFormat Format = new("CompletionTransformer", "ENCOMPLT", LoaderSignature, Version: 1);

    private readonly IReadOnlyList<InputColumn> _columns;
    private readonly OutputSet<CompletionPass> _outputs;
    private readonly CompletionSettings _settings;
    private readonly RowCompletion _completion;
    private readonly int _width;

    internal CompletionTransformer(EnergyModelTransformer model, OutputSet<CompletionPass> outputs, int numberOfAnswers, CompletionSettings settings)
    {
        Model = model;
        NumberOfAnswers = numberOfAnswers;
        _columns = ColumnsOf(model);
        _outputs = outputs;
        _settings = settings with { Domain = _columns[^1].Domain, InverseTemperature = model.DensityInverseTemperature };
        _completion = new RowCompletion(model.RowEnergy, _settings);
        _width = model.RowEnergy.Dimension;
    }

    /// <summary>The transformer whose energy completes.</summary>
    public EnergyBasedTransformer Model { get; }

    /// <summary>The most answers a row.</summary>
    public int NumberOfAnswers { get; }

    static ComponentFormat ILoadableTransformer<CompletionTransformer>.Format => Format;

    private protected override IReadOnlyList<InputColumn> Inputs => _columns;

    private protected override IReadOnlyList<OutputColumn> Outputs => _outputs.Columns;

    internal override ComponentFormat SavedFormat => Format;

    /// <summary>The columns that a completion reads: those of the model, in the last of which values may be missing.</summary>
    internal static IReadOnlyList<InputColumn> ColumnsOf(EnergyModelTransformer model)
    {
        // What Fit takes of the rows are moments in double.
        InputColumn[] columns = [.. model.RowColumns.Select(column => column with { HasLimitedLength = false })];
        return [.. columns[..^1], columns[^1] with { NaNIsUnobserved = true, MayBeUnobserved = columns.Length > 1 }];
    }

    /// <summary>All that a completion of a model can give, with so many answers.</summary>
    internal static OutputSet<CompletionPass> DeclareOutputs(EnergyModelTransformer model, int numberOfAnswers)
        => CompletionPass.DeclareOutputs(numberOfAnswers, model.RowColumns.Count, model.RowColumns[^1].Size);

    static CompletionTransformer ILoadableTransformer<CompletionTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var model = EmbeddedModel.Read(env, reader);
        var options = new CompletionEstimator.Options
        {
            NumberOfAnswers = reader.ReadInt32("number of answers"),
            Method = reader.ReadEnum<CompletionMethod>("method"),
            InferenceStarts = reader.ReadInt32("number of starts"),
            InferenceIterations = reader.ReadInt32("maximum iterations"),
            InferenceTolerance = reader.ReadSingle("tolerance"),
        };
        reader.Check("search", () =>
        {
            options.Validate();
            options.CheckAgainst(model);
        });
        var outputs = DeclareOutputs(model, options.NumberOfAnswers).Read(reader);
        var seed = reader.ReadInt64("seed");
        var moments = FeatureMoments.Load(reader, model.RowEnergy.Dimension);
        return new CompletionTransformer(model, outputs, options.NumberOfAnswers, options.ToSettings(seed, moments));
    }

    /// <summary>Says what completes, for logs and debuggers.</summary>
    public override string ToString() => $"Completion by {Model}";

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // the embedded model, as EmbeddedModel says
        // int32: number of answers, int32: method, int32: number of starts, int32: maximum iterations, as options have them
        // float: tolerance, above 0 and finite
        // the names of its outputs, as OutputSet says
        // int64: seed
        // float[d]: means, float[d]: standard deviations (above 0) of what was observed, finite; d is the size of the model's row
        EmbeddedModel.Write(writer, (EnergyModelTransformer)Model);
        writer.Write(NumberOfAnswers);
        writer.Write((int)_settings.Method);
        writer.Write(_settings.InferenceStarts);
        writer.Write(_settings.InferenceIterations);
        writer.Write(_settings.InferenceTolerance);
        _outputs.Write(writer);
        writer.Write(_settings.Seed);
        writer.Write(_settings.Means);
        writer.Write(_settings.StandardDeviations);
    }

    private protected override void Map(Block block)
    {
        var size = _columns[^1].Size;
        var context = _width - size;
        var buffer = ArrayPool<float>.Shared.Rent(_width + (NumberOfAnswers * (_width + 1)));
        var row = buffer.AsSpan(0, _width);
        var answers = buffer.AsSpan(_width, NumberOfAnswers * _width);
        var energies = buffer.AsSpan(_width + answers.Length, NumberOfAnswers);
        var pass = _outputs.Open(block);
        for (var i = 0; i < block.Count; i++)
        {
            var rest = row;
            for (var column = 0; column < _columns.Count; column++)
            {
                var values = block.Input(column).Slice(i * _columns[column].Size, _columns[column].Size);
                values.CopyTo(rest);
                rest = rest[values.Length..];
            }

            _completion.Complete(row, answers, energies, out var search);
            Put(pass.Completed, i, answers[context.._width]);
            Put(pass.Energies, i, energies[..1]);
            Put(pass.AnswerEnergies, i, energies);
            Put(pass.Searches, i, [search]);
            for (var answer = 0; answer < NumberOfAnswers; answer++)
                Put(pass.Answers, (i * NumberOfAnswers) + answer, answers.Slice((answer * _width) + context, size));
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    private static void Put<T>(Span<T> column, int row, ReadOnlySpan<T> values)
    {
        if (!column.IsEmpty)
            values.CopyTo(column[(row * values.Length)..]);
    }
}
