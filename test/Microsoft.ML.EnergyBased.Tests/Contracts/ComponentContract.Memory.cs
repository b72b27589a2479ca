using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    private const int ManyRows = 8192;

    [Point]
    public void P18_WritingIntoAReturnedVectorChangesNothingElse()
    {
        var table = Scoring.With(Floats.Vector("A.Vector", [.. Enumerable.Range(0, Scoring.Rows).Select(i => new[] { i, 1f, 0 })]));
        var view = Fit().Transform(table.View());
        var vectors = view.Schema.Where(c => c.Type.RawType == typeof(VBuffer<float>)).ToArray();
        var expected = vectors.Select(v => ViewText.OfRows(view, [v])).ToArray();

        using var cursor = view.GetRowCursor(view.Schema);
        var spoil = vectors.Select(v => cursor.GetGetter<VBuffer<float>>(v)).ToArray();
        var buffers = new VBuffer<float>[vectors.Length];
        var read = vectors.Select(v => ViewText.Reader(cursor, [v])).ToArray();
        for (var row = 0; cursor.MoveNext(); row++)
        {
            // The same buffers go in again for the next row, as a caller who reuses them would do.
            for (var i = 0; i < vectors.Length; i++)
            {
                spoil[i](ref buffers[i]);
                var editor = VBufferEditor.CreateFromBuffer(ref buffers[i]);
                editor.Values.Fill(-12345);
                buffers[i] = editor.Commit();
            }

            for (var i = 0; i < vectors.Length; i++)
                read[i]().Should().Be(expected[i][row]);
        }
    }

    [Point]
    public void P18_ACursorAllocatesNothingARowAfterWarmUp()
    {
        var view = Fit().Transform(Scoring.Cycle(ManyRows).View());
        using var cursor = view.GetRowCursor(view.Schema);
        var touch = Touch.All(cursor);
        AllocatedBy(() => cursor.MoveNext(), touch).Should().Be(0);
    }

    [Point]
    public void P18_ARowMapperAllocatesNothingARowAfterWarmUp()
    {
        var row = new TableRow(Scoring);
        var mapper = Fit().GetRowToRowMapper(Scoring.Schema);
        using var mapped = mapper.GetRow(row, OutputColumns(mapper.OutputSchema));
        var touch = OutputColumns(mapped.Schema).Select(c => Touch.Of(mapped, c)).ToArray();
        AllocatedBy(() =>
        {
            row.Index = (row.Index + 1) % Scoring.Rows;
            return true;
        }, touch).Should().Be(0);
    }

    [Point]
    public void P18_APredictionEngineAllocatesNothingOfOurs()
    {
        var model = Fit();
        var (engine, inputs, _) = Engine(model);
        using (engine)
        {
            var prediction = new EngineOutput();
            var next = 0;
            var bytes = AllocatedBy(() => true, () => engine.Predict(inputs[next++ % inputs.Length], ref prediction));

            // What ML.NET's engine itself does a call is not ours; a buffer of ours would be 24 bytes and more a column.
            (bytes / (double)(ManyRows / 4)).Should().BeInRange(0, 16);
        }
    }

    [Point]
    public void P19_ManyThreadsOnOneTransformerGiveTheSerialValues()
    {
        var model = Fit();
        var expected = Score(model);
        Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 6 }, worker =>
        {
            var lines = (worker % 3) switch
            {
                0 => Score(model),
                1 => Mapped(model, Scoring),
                _ => Predicted(model),
            };
            lines.Should().Equal(expected);
        });

        // One view, a cursor for each thread.
        var view = model.Transform(Scoring.View());
        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 },
            _ => ViewText.OfRows(view, OutputColumns(view.Schema)).Should().Equal(expected));
    }

    // A quarter of the rows for warming up, then the least bytes of the other three: a collection in between may empty the
    // shared pool, whose refilling is nobody's a row.
    private static long AllocatedBy(Func<bool> move, params Action[] touch)
    {
        Run(ManyRows / 4);
        var least = long.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(ManyRows / 4);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;

        void Run(int rows)
        {
            for (var row = 0; row < rows && move(); row++)
            {
                foreach (var read in touch)
                    read();
            }
        }
    }

    private (PredictionEngine<EngineInput, EngineOutput> Engine, EngineInput[] Inputs, SchemaDefinition Output) Engine(ITransformer model)
    {
        var input = EngineRow.Definition(typeof(EngineInput), Scoring.Schema);
        var output = EngineRow.Definition(typeof(EngineOutput), OutputColumns(model.GetOutputSchema(Scoring.Schema)));
        var engine = new MLContext().Model.CreatePredictionEngine<EngineInput, EngineOutput>(
            model, inputSchemaDefinition: input, outputSchemaDefinition: output);
        return (engine, EngineRow.Inputs(Scoring, input), output);
    }

    private string[] Predicted(ITransformer model)
    {
        var (engine, inputs, output) = Engine(model);
        using (engine)
            return [.. inputs.Select(i => EngineRow.Text(engine.Predict(i), output, OutputNames))];
    }

    private string[] Mapped(ITransformer model, Table table)
    {
        var mapper = model.GetRowToRowMapper(table.Schema);
        var row = new TableRow(table, mapper.GetDependencies(OutputColumns(mapper.OutputSchema)));
        using var mapped = mapper.GetRow(row, OutputColumns(mapper.OutputSchema));
        var read = ViewText.Reader(mapped, OutputColumns(mapped.Schema));
        var lines = new string[table.Rows];
        for (row.Index = 0; row.Index < lines.Length; row.Index++)
            lines[row.Index] = read();
        return lines;
    }
}
