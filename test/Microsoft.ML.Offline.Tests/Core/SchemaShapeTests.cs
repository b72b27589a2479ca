using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.DataView;
using static Microsoft.ML.SchemaShape.Column;

namespace Microsoft.ML.Offline.Tests.Core;

public class SchemaShapeTests
{
    [Fact]
    public void TheShapeHasTheVisibleColumns()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("V", NumberDataViewType.Double);
        builder.AddColumns(DataViewSchemaTests.WithAnnotations().ToSchema());
        builder.AddColumn("U", new VectorDataViewType(NumberDataViewType.Single));
        builder.AddColumn("K", new KeyDataViewType(typeof(uint), 3));
        var shape = SchemaShape.Create(builder.ToSchema());

        Assert.Equal(["V", "U", "K"], shape.Select(c => c.Name));
        Assert.Equal([VectorKind.Vector, VectorKind.VariableVector, VectorKind.Scalar], shape.Select(c => c.Kind));
        Assert.Equal([NumberDataViewType.Single, NumberDataViewType.Single, NumberDataViewType.UInt32], shape.Select(c => c.ItemType));
        Assert.Equal([false, false, true], shape.Select(c => c.IsKey));
        Assert.Equal(["SlotNames", "IsNormalized"], shape[0].Annotations.Select(a => a.Name));
        Assert.Equal(["Vector<Single>", "VarVector<Single>", "Key<UInt32>"], shape.Select(c => c.GetTypeString()));
    }

    [Fact]
    public void ColumnsAreFoundByName()
    {
        var shape = new SchemaShape([new SchemaShape.Column("A", VectorKind.Scalar, NumberDataViewType.Single, false)]);

        Assert.True(shape.TryFindColumn("A", out var column));
        Assert.Equal("A", column.Name);
        Assert.False(shape.TryFindColumn("B", out column));
        Assert.False(column.IsValid);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SchemaShape([default]));
    }

    [Fact]
    public void CompatibleMeansTheSameTypeAndAtLeastTheAnnotations()
    {
        var annotation = new SchemaShape([new SchemaShape.Column("SlotNames", VectorKind.Vector, TextDataViewType.Instance, false)]);
        var plain = new SchemaShape.Column("A", VectorKind.Vector, NumberDataViewType.Single, false);
        var named = new SchemaShape.Column("A", VectorKind.Vector, NumberDataViewType.Single, false, annotation);

        Assert.True(plain.IsCompatibleWith(named));
        Assert.False(named.IsCompatibleWith(plain));
        Assert.False(plain.IsCompatibleWith(new SchemaShape.Column("A", VectorKind.Vector, NumberDataViewType.Double, false)));
        Assert.False(plain.IsCompatibleWith(new SchemaShape.Column("A", VectorKind.VariableVector, NumberDataViewType.Single, false)));
        Assert.False(plain.IsCompatibleWith(new SchemaShape.Column("B", VectorKind.Vector, NumberDataViewType.Single, false)));
    }
}
