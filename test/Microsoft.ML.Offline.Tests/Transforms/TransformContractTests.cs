using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

/// <summary>What holds for every transform: laziness, hidden columns, row mappers, bad columns, saved models.</summary>
public sealed class TransformContractTests
{
    private static readonly Dictionary<string, (string Input, Func<TransformsCatalog, string, IEstimator<ITransformer>> Create)> Transforms = new()
    {
        ["Concatenate"] = ("Features", (t, input) => t.Concatenate("Out", input, "Width")),
        ["CopyColumns"] = ("Features", (t, input) => t.CopyColumns("Out", input)),
        ["NormalizeMinMax"] = ("Features", (t, input) => t.NormalizeMinMax("Out", input)),
        ["NormalizeMeanVariance"] = ("Features", (t, input) => t.NormalizeMeanVariance("Out", input)),
        ["ReplaceMissingValues"] = ("Features", (t, input) => t.ReplaceMissingValues("Out", input)),
        ["MapValueToKey"] = ("Features", (t, input) => t.Conversion.MapValueToKey("Out", input)),
    };

    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Names => [.. Transforms.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ReadsItsInputOnlyWhenACursorIsOpened(string name)
    {
        var source = new CountingView(View.Of(_ml, 1, 2, 3));
        var transformer = Fit(name, source);
        source.Opened.Clear();

        var view = transformer.Transform(source);
        Assert.Empty(source.Opened);

        using (view.GetRowCursor([view.Schema["Out"]]))
            Assert.Contains(Transforms[name].Input, Assert.Single(source.Opened));

        source.Opened.Clear();
        using (view.GetRowCursor([view.Schema["Kind"]]))
            Assert.Equal(["Kind"], Assert.Single(source.Opened));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ACursorSetAsksItsInputForOneSet(string name)
    {
        var source = new CountingView(View.Of(_ml, 1, 2, 3, 4, 5));
        var view = Fit(name, source).Transform(source);
        source.Opened.Clear();

        var widths = new List<float>();
        foreach (var cursor in view.GetRowCursorSet([view.Schema["Out"], view.Schema["Width"]], 2))
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<float>(view.Schema["Width"]);
                for (float width = 0; cursor.MoveNext(); widths.Add(width))
                    getter(ref width);
            }
        }

        Assert.Single(source.Opened);
        Assert.Equal([1, 2, 3, 4, 5], widths.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void InactiveColumnsCannotBeRead(string name)
    {
        var view = Fit(name, View.Of(_ml, 1, 2)).Transform(View.Of(_ml, 1, 2));

        using var cursor = view.GetRowCursor([view.Schema["Width"]]);

        Assert.True(cursor.IsColumnActive(view.Schema["Width"]));
        Assert.False(cursor.IsColumnActive(view.Schema["Out"]));
        Assert.ThrowsAny<Exception>(() => Getter(cursor, view.Schema["Out"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PromisesTheSchemaThatItDelivers(string name)
    {
        // Features with slot names, so that there are annotations to promise.
        var data = View.Of(_ml, 1, 2);
        data = _ml.Transforms.Concatenate("Features", "Width", "Width").Fit(data).Transform(data);
        var estimator = Create(name);

        var delivered = ShapeRecorder.Of(estimator.Fit(data).Transform(data));

        Assert.Equal(ShapeRecorder.Describe(delivered, "Out"), ShapeRecorder.Describe(ShapeRecorder.Promise(estimator, data), "Out"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ANewColumnHidesTheOldOneOfItsName(string name)
    {
        var data = _ml.Transforms.CopyColumns("Out", "Kind").Fit(View.Of(_ml, 1, 2)).Transform(View.Of(_ml, 1, 2));

        var schema = Fit(name, data).Transform(data).Schema;

        var columns = schema.Where(c => c.Name == "Out").ToArray();
        Assert.Equal([true, false], columns.Select(c => c.IsHidden));
        Assert.Equal(columns[1].Index, schema["Out"].Index);
        Assert.NotEqual(TextDataViewType.Instance, schema["Out"].Type);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheRowMapperGivesWhatTheCursorGives(string name)
    {
        var data = View.Of(_ml, 1, 2, 3);
        var transformer = Fit(name, data);
        var expected = transformer.Transform(data).Preview().RowView.Select(r => Describe(r.Values.Single(v => v.Key == "Out").Value)).ToArray();

        Assert.True(transformer.IsRowToRowMapper);
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        var output = mapper.OutputSchema["Out"];
        using var cursor = data.GetRowCursor(mapper.GetDependencies([output]));
        using var row = mapper.GetRow(cursor, [output]);
        var read = Getter(row, output);
        for (var i = 0; cursor.MoveNext(); i++)
        {
            Assert.Equal(expected[i], Describe(read()));
            Assert.Equal(cursor.Position, row.Position);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GivesTheSameAfterSavingAndLoading(string name)
    {
        var data = View.Of(_ml, 1, 2, 3);
        var transformer = Fit(name, data);

        var loaded = View.SavedAndLoaded(_ml, transformer, data.Schema);

        Assert.Equal(Rows(transformer.Transform(data)), Rows(loaded.Transform(data)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AMissingColumnIsNamed(string name)
    {
        var data = View.Of(_ml, 1, 2);
        var estimator = Transforms[name].Create(_ml.Transforms, "Nope");

        var errors = new Exception[]
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data).Transform(data)),
            Assert.Throws<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(ShapeRecorder.Of(data))),
            Assert.Throws<ArgumentOutOfRangeException>(() => Fit(name, data).Transform(Without(data, Transforms[name].Input))),
        };

        Assert.All(errors[..2], e => Assert.Contains("'Nope'", e.Message));
        Assert.Contains($"'{Transforms[name].Input}'", errors[2].Message);
    }

    [Theory]
    [InlineData("Concatenate")]
    [InlineData("NormalizeMinMax")]
    [InlineData("NormalizeMeanVariance")]
    [InlineData("ReplaceMissingValues")]
    public void AColumnOfTheWrongTypeIsNamed(string name)
    {
        var data = View.Of(_ml, 1, 2);
        var swapped = _ml.Transforms.CopyColumns("Features", "Kind").Fit(data).Transform(data);
        var estimator = Create(name);

        var errors = new Exception[]
        {
            Assert.ThrowsAny<Exception>(() => estimator.GetOutputSchema(ShapeRecorder.Of(swapped))),
            Assert.ThrowsAny<Exception>(() => estimator.Fit(swapped).Transform(swapped)),
            Assert.ThrowsAny<Exception>(() => Fit(name, data).Transform(swapped)),
        };

        // Some name the column, some the type that it has.
        Assert.All(errors, e => Assert.True(e is ArgumentOutOfRangeException || (name == "Concatenate" && e is InvalidOperationException), $"{e}"));
        Assert.All(errors, e => Assert.Matches("'(Features|Width)'|String", e.Message));
    }

    private static IDataView Without(IDataView data, string name) =>
        new MLContext().Transforms.DropColumns(name).Fit(data).Transform(data);

    private static string Describe(object value) =>
        value is System.Collections.IEnumerable items ? string.Join(" ", items.Cast<object>()) : $"{value}";

    private static string[] Rows(IDataView view) =>
        [.. view.Preview().RowView.Select(r => string.Join("; ", r.Values.Select(v => $"{v.Key}={Describe(v.Value)}")))];

    private static Func<object> Getter(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var type when type == typeof(VBuffer<float>) => Getter<VBuffer<float>>(row, column),
        var type when type == typeof(VBuffer<uint>) => Getter<VBuffer<uint>>(row, column),
        var type => throw new InvalidOperationException($"No test reads {type}."),
    };

    private static Func<object> Getter<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            var value = default(T);
            getter(ref value);
            return value;
        };
    }

    private IEstimator<ITransformer> Create(string name) => Transforms[name].Create(_ml.Transforms, Transforms[name].Input);

    private ITransformer Fit(string name, IDataView data) => Create(name).Fit(data);
}
