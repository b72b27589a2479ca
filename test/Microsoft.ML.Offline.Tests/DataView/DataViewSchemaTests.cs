using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.DataView;

public class DataViewSchemaTests
{
    private static DataViewSchema Schema
    {
        get
        {
            var builder = new DataViewSchema.Builder();
            builder.AddColumn("X", NumberDataViewType.Single);
            builder.AddColumn("Y", TextDataViewType.Instance);
            builder.AddColumn("X", NumberDataViewType.Double);
            return builder.ToSchema();
        }
    }

    [Fact]
    public void ALaterColumnHidesTheEarlierOfItsName()
    {
        Assert.Equal(3, Schema.Count);
        Assert.Equal([true, false, false], Schema.Select(c => c.IsHidden));
        Assert.Equal(2, Schema["X"].Index);
        Assert.Equal(NumberDataViewType.Double, Schema.GetColumnOrNull("X")!.Value.Type);
        Assert.Equal(NumberDataViewType.Single, Schema[0].Type);
    }

    [Fact]
    public void AMissingColumnIsNullOrRefused()
    {
        Assert.Null(Schema.GetColumnOrNull("x"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Schema["Nope"]);
        Assert.Contains("Nope", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Schema[3]);
    }

    [Fact]
    public void AnnotationsAreReadByTheirKindAndType()
    {
        var column = WithAnnotations().ToSchema()["V"];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);

        Assert.True(column.HasSlotNames());
        Assert.Equal(["a", "b"], names.DenseValues().Select(n => n.ToString()));
        Assert.True(column.IsNormalized());
        Assert.False(column.HasKeyValues());
        Assert.Throws<InvalidOperationException>(() =>
        {
            var value = 0f;
            column.Annotations.GetValue("Nope", ref value);
        });
        Assert.Throws<InvalidOperationException>(() => column.Annotations.GetGetter<float>(column.Annotations.Schema["IsNormalized"]));
    }

    [Fact]
    public void SlotNamesOfAnotherSizeDoNotCount()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("V", new VectorDataViewType(NumberDataViewType.Single, 3), WithAnnotations().ToSchema()["V"].Annotations);

        Assert.False(builder.ToSchema()["V"].HasSlotNames());
    }

    [Fact]
    public void KeyValuesAreOfTextUnlessAnotherTypeIsNamed()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add("KeyValues", new VectorDataViewType(NumberDataViewType.Int32, 2), (ref VBuffer<int> v) => v = new(2, [7, 8]));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("K", new KeyDataViewType(typeof(uint), 2), annotations.ToAnnotations());
        var column = builder.ToSchema()["K"];
        VBuffer<int> values = default;
        column.GetKeyValues(ref values);

        Assert.False(column.HasKeyValues());
        Assert.True(column.HasKeyValues(NumberDataViewType.Int32));
        Assert.Equal([7, 8], values.DenseValues());
    }

    [Fact]
    public void AnnotationsAreCopiedByKind()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(WithAnnotations().ToSchema()["V"].Annotations, kind => kind == "SlotNames");

        Assert.Equal(["SlotNames"], builder.ToAnnotations().Schema.Select(c => c.Name));
    }

    [Fact]
    public void AGetterOfAnotherTypeIsRefused()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        Assert.Throws<ArgumentException>(() => builder.Add("A", NumberDataViewType.Single, (ref double v) => v = 1));
        Assert.Throws<ArgumentException>(() => builder.AddPrimitiveValue("A", NumberDataViewType.Single, 1.0));
    }

    internal static DataViewSchema.Builder WithAnnotations()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(
            "SlotNames",
            new VectorDataViewType(TextDataViewType.Instance, 2),
            (ref VBuffer<ReadOnlyMemory<char>> v) => v = new(2, ["a".AsMemory(), "b".AsMemory()]));
        annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);

        var builder = new DataViewSchema.Builder();
        builder.AddColumn("V", new VectorDataViewType(NumberDataViewType.Single, 2), annotations.ToAnnotations());
        return builder;
    }
}
