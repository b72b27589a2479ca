using System.Buffers;
using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="CompletionEstimator"/>: fills in what a row leaves unobserved, by the energy that it holds.</summary>
public sealed class CompletionTransformer : EnergyBasedTransformer, ILoadableTransformer<CompletionTransformer>
{
    internal const string LoaderSignature = "Ebm.Completion";

    private static readonly ComponentFormat Format = new("CompletionTransformer", "ENCOMPLT", LoaderSignature, Version: 1);

    private readonly IReadOnlyList<InputColumn> _columns;
    private readonly CompletionOutputs _outputs;
    private readonly CompletionSettings _settings;
    private readonly RowCompletion _completion;
    private readonly int _width;

    private CompletionTransformer(EnergyBasedTransformer model, CompletionOutputs outputs, int numberOfAnswers, CompletionSettings settings)
    {
        var energy = (IEnergyModel)model;
        Model = model;
        NumberOfAnswers = numberOfAnswers;
        _columns = ColumnsOf(model);
        _outputs = outputs;
        _settings = settings with { Domain = _columns[^1].Domain, InverseTemperature = energy.DensityInverseTemperature };
        _completion = new RowCompletion(energy.Energy, _settings);
        _width = energy.Energy.Dimension;
    }

    /// <summary>The transformer whose energy completes.</summary>
    public EnergyBasedTransformer Model { get; }

    /// <summary>The most answers a row.</summary>
    public int NumberOfAnswers { get; }

    /// <summary>How it completes; Automatic for the energy's own way.</summary>
    internal CompletionMethod Way => _completion.Way;

    static ComponentFormat ILoadableTransformer<CompletionTransformer>.Format => Format;

    private protected override IReadOnlyList<InputColumn> Inputs => _columns;

    private protected override IReadOnlyList<OutputColumn> Outputs => _outputs.All;

    internal override ComponentFormat SavedFormat => Format;

    /// <summary>The columns that a completion reads: those of the model, in the last of which values may be missing.</summary>
    internal static IReadOnlyList<InputColumn> ColumnsOf(EnergyBasedTransformer model)
    {
        // What Fit takes of the rows are moments in double.
        InputColumn[] columns = [.. ((IEnergyModel)model).Columns.Select(column => column with { HasLimitedLength = false })];
        return [.. columns[..^1], columns[^1] with { NaNIsUnobserved = true, MayBeUnobserved = columns.Length > 1 }];
    }

    static CompletionTransformer ILoadableTransformer<CompletionTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var outputs = reader.ReadOutputNames("completed", "energy", "answers", "answer energies", "inference");
        var options = new CompletionEstimator.Options
        {
            CompletedColumnName = outputs[0],
            EnergyColumnName = outputs[1],
            AnswersColumnName = outputs[2],
            AnswerEnergiesColumnName = outputs[3],
            InferenceColumnName = outputs[4],
            NumberOfAnswers = reader.ReadInt32("number of answers"),
            Method = reader.ReadEnum<CompletionMethod>("method"),
            InferenceStarts = reader.ReadInt32("number of starts"),
            InferenceIterations = reader.ReadInt32("maximum iterations"),
            InferenceTolerance = reader.ReadSingle("tolerance"),
        };
        reader.Check("search", options.Validate);
        if (options.NumberOfAnswers == 1 && (outputs[2] ?? outputs[3]) is { } unused)
            throw reader.Bad("column of several answers", unused);
        var seed = reader.ReadInt64("seed");
        var model = EmbeddedModel.Read(env, reader);
        var moments = FeatureMoments.Load(reader, ((IEnergyModel)model).Energy.Dimension);
        return reader.Checked("search", () => Create(model, options, seed, moments));
    }

    /// <summary>What the options say of a model, held against it.</summary>
    /// <exception cref="ArgumentException">The model has no use for an option, or what is asked for is too much.</exception>
    internal static CompletionTransformer Create(EnergyBasedTransformer model, CompletionEstimator.Options options, long seed, FeatureMoments moments)
    {
        var columns = ColumnsOf(model);
        SearchLimits.CheckValues(options.NumberOfAnswers, nameof(options.NumberOfAnswers), columns.Sum(c => c.Size) + 1);
        if (((IEnergyModel)model).Energy is ConditionalLatentEnergy conditional)
            conditional.CheckCompletable();
        var transformer = new CompletionTransformer(
            model, new CompletionOutputs(options, columns[^1].Size, columns.Count), options.NumberOfAnswers,
            new CompletionSettings
            {
                Method = options.Method,
                NumberOfStarts = options.InferenceStarts,
                MaximumIterations = options.InferenceIterations,
                Tolerance = (float)options.InferenceTolerance,
                Seed = seed,
                Means = moments.Means,
                Deviations = moments.Deviations,
            });
        options.CheckUsedBy(transformer.Way, model);
        return transformer;
    }

    /// <summary>Says what completes, for logs and debuggers.</summary>
    public override string ToString() => $"Completion by {Model}";

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string?: names of Completed, Energy, Answers, AnswerEnergies, Inference (null: dropped)
        // int32: number of answers, int32: method, int32: number of starts, int32: maximum iterations, as options have them
        // float: tolerance, above 0 and finite; int64: seed
        // the embedded model, as EmbeddedModel says
        // float[d]: means, float[d]: deviations (above 0) of what was observed, finite; d is the size of the model's row
        writer.WriteOptional(_outputs.Completed?.Name);
        writer.WriteOptional(_outputs.Energy?.Name);
        writer.WriteOptional(_outputs.Answers?.Name);
        writer.WriteOptional(_outputs.AnswerEnergies?.Name);
        writer.WriteOptional(_outputs.Inference?.Name);
        writer.Write(NumberOfAnswers);
        writer.Write((int)_settings.Method);
        writer.Write(_settings.NumberOfStarts);
        writer.Write(_settings.MaximumIterations);
        writer.Write(_settings.Tolerance);
        writer.Write(_settings.Seed);
        EmbeddedModel.Write(writer, Model);
        writer.Write(_settings.Means);
        writer.Write(_settings.Deviations);
    }

    private protected override void Map(Block block)
    {
        var size = _columns[^1].Size;
        var context = _width - size;
        var buffer = ArrayPool<float>.Shared.Rent(_width + (NumberOfAnswers * (_width + 1)));
        var row = buffer.AsSpan(0, _width);
        var answers = buffer.AsSpan(_width, NumberOfAnswers * _width);
        var energies = buffer.AsSpan(_width + answers.Length, NumberOfAnswers);
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
            Put(block.Output(_outputs.Completed), i, answers[context.._width]);
            Put(block.Output(_outputs.Energy), i, energies[..1]);
            Put(block.Output(_outputs.AnswerEnergies), i, energies);
            Put(block.Output(_outputs.Inference), i, [search.Iterations, search.Gap, search.Converged]);
            for (var answer = 0; answer < NumberOfAnswers; answer++)
                Put(block.Output(_outputs.Answers), (i * NumberOfAnswers) + answer, answers.Slice((answer * _width) + context, size));
        }

        ArrayPool<float>.Shared.Return(buffer);
    }

    private static void Put(Span<float> column, int row, ReadOnlySpan<float> values)
    {
        if (!column.IsEmpty)
            values.CopyTo(column[(row * values.Length)..]);
    }
}
