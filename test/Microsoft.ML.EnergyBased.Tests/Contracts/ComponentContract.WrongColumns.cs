using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P07_AWrongColumnIsNamedByTheEstimatorBeforeARowIsRead()
    {
        foreach (var (name, what, wrong) in Inputs.Concat(TrainingInputs).SelectMany(Wrong))
        {
            var view = wrong.View();
            AssertMismatch(name, what, wrong, () => Estimator().GetOutputSchema(ShapeText.Shape(wrong.Schema)), inShape: true);
            AssertMismatch(name, what, wrong, () => Estimator().Fit(view));
            view.Openings.Should().Be(0);
        }
    }

    [Point]
    public void P07_AWrongColumnIsNamedByTheTransformerBeforeARowIsRead()
    {
        var model = Fit();
        AssertRefusesWrongColumns(model);
        AssertRefusesWrongColumns(Reload(model, Training.Schema));
    }

    private void AssertRefusesWrongColumns(ITransformer model)
    {
        foreach (var (name, what, wrong) in Inputs.SelectMany(i => Wrong(i).Concat(WrongSize(i))))
        {
            if (what == "missing" && OptionalInputs.Contains(name))
            {
                AssertDoesWithout(model, name, wrong);
                continue;
            }

            var view = wrong.View();
            AssertMismatch(name, what, wrong, () => model.GetOutputSchema(wrong.Schema));
            AssertMismatch(name, what, wrong, () => model.GetRowToRowMapper(wrong.Schema));
            AssertMismatch(name, what, wrong, () => model.Transform(view));
            view.Openings.Should().Be(0);
        }
    }

    private void AssertDoesWithout(ITransformer model, string name, Table without)
    {
        var kept = Outputs.Where(o => o.Reads is { } reads && !reads.Contains(name)).Select(o => o.Name).ToArray();
        kept.Should().NotBeEmpty();
        var (whole, view) = (model.Transform(Training.View()), model.Transform(without.View()));
        view.Schema.Skip(without.Schema.Count).Select(c => c.Name).Should().Equal(kept);
        ViewText.OfRows(view, kept.Select(k => view.Schema[k])).Should().Equal(ViewText.OfRows(whole, kept.Select(k => whole.Schema[k])));
    }

    private void AssertMismatch(string name, string what, Table wrong, Func<object> call, bool inShape = false)
    {
        var e = Record.Exception(call);
        e.Should().BeAssignableTo<ArgumentOutOfRangeException>("{0}, {1}: {2}", name, what, e?.ToString() ?? "no exception");
        e!.Message.Should().Contain($"'{name}'");
        if (wrong.Schema.GetColumnOrNull(name) is not { } column)
            return;

        // A shape knows no sizes, so it can tell the item's type only.
        var item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        var actual = !inShape ? column.Type.ToString()! : item is KeyDataViewType ? "Key" : item.ToString()!;
        var expected = e.Message.IndexOf(IsSingle(name) ? "Single" : "expected", StringComparison.Ordinal);
        expected.Should().BeGreaterThanOrEqualTo(0, "{0}, {1}: the expected type is missing in: {2}", name, what, e.Message);
        e.Message.IndexOf(actual, expected, StringComparison.Ordinal)
            .Should().BeGreaterThanOrEqualTo(0, "{0}, {1}: the actual type {2} is missing in: {3}", name, what, actual, e.Message);
    }

    private IEnumerable<(string Name, string What, Table Table)> Wrong(string name)
    {
        var rows = Training.Rows;
        var column = Training[name];
        yield return (name, "missing", Training.Without(name));
        if (column.Type is not TextDataViewType)
            yield return (name, "text", Training.Replace(name, TableColumn.Text(name, Enumerable.Repeat("1", rows))));
        if (!IsSingle(name))
            yield break;
        yield return (name, "a key", Training.Replace(name, Scalars(new KeyDataViewType(typeof(uint), 4), 1u)));
        if (column.Type is not VectorDataViewType { Size: var size })
        {
            yield return (name, "Double", Training.Replace(name, Scalars(NumberDataViewType.Double, 1.0)));
            yield return (name, "Int32", Training.Replace(name, Scalars(NumberDataViewType.Int32, 1)));
            yield return (name, "a vector", Training.Replace(name, Vectors(NumberDataViewType.Single, 2, 1f, 2)));
            yield return (name, "a vector of unknown size", Training.Replace(name, Vectors(NumberDataViewType.Single, 1, 1f, 0)));
            yield break;
        }

        yield return (name, "Double", Training.Replace(name, Vectors(NumberDataViewType.Double, size, 1.0, size)));
        yield return (name, "a scalar", Training.Replace(name, Scalars(NumberDataViewType.Single, 1f)));
        yield return (name, "keys", Training.Replace(name, Vectors(new KeyDataViewType(typeof(uint), 4), size, 1u, size)));
        yield return (name, "unknown size", Training.Replace(name, Vectors(NumberDataViewType.Single, size, 1f, 0)));

        TableColumn Scalars<T>(DataViewType type, T value) => TableColumn.Scalar(name, type, Enumerable.Repeat(value, rows));
        TableColumn Vectors<T>(PrimitiveDataViewType type, int length, T value, int declared) => TableColumn.Vector(
            name, type, declared, Enumerable.Repeat(new VBuffer<T>(length, [.. Enumerable.Repeat(value, length)]), rows));
    }

    private IEnumerable<(string Name, string What, Table Table)> WrongSize(string name)
    {
        if (Training[name].Type is not VectorDataViewType)
            yield break;
        yield return (name, "a slot too many", Training.Alter(name, (_, values) => [.. values, 1f]));
        if (Size(name) > 1)
            yield return (name, "a slot too few", Training.Alter(name, (_, values) => values[1..]));
    }
}
