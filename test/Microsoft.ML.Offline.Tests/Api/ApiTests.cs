using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Offline.Tests.Api;

public class ApiTests
{
    [Fact]
    public void EveryPublicTypeAndMemberIsOneOfMLNet()
    {
        var list = ApiList.Load("public-api.txt");
        var types = typeof(MLContext).Assembly.GetExportedTypes();

        var missing = types.SelectMany(t => list.Missing(TypeHeader.Of(t), MemberText.Of(t, withInternal: false))).ToArray();

        Assert.True(missing.Length == 0, string.Join(Environment.NewLine, missing));
        Assert.True(types.Length > 50, $"only {types.Length} types were compared");
    }

    public static TheoryData<Type> InternalTypes =>
    [
        typeof(ModelSaveContext),
        typeof(ModelLoadContext),
        typeof(VersionInfo),
        typeof(LoadableClassAttribute),
        typeof(LoadableClassAttributeBase),
        typeof(SignatureLoadModel),
        typeof(SchemaShape),
        typeof(SchemaShape.Column),
        typeof(ComponentCatalog),
        typeof(CatalogUtils),
    ];

    [Theory]
    [MemberData(nameof(InternalTypes))]
    public void InternalMembersAreThoseOfMLNet(Type type)
    {
        var list = ApiList.Load("internal-api.txt");

        var missing = list.Missing(TypeHeader.Of(type), MemberText.Of(type, withInternal: true)).ToArray();

        Assert.True(missing.Length == 0, string.Join(Environment.NewLine, missing));
    }

    [Theory]
    [InlineData(typeof(IEstimator<>), "public interface Microsoft.ML.IEstimator<out TTransformer> where TTransformer : Microsoft.ML.ITransformer")]
    [InlineData(typeof(ValueGetter<>), "public delegate void Microsoft.ML.ValueGetter<TValue>(ref TValue value)")]
    [InlineData(typeof(DataKind), "public enum Microsoft.ML.Data.DataKind : byte")]
    public void TypesAreWrittenAsInTheList(Type type, string expected) =>
        Assert.Equal(expected, TypeHeader.Of(type));

    [Fact]
    public void AMemberThatIsNotListedIsFound()
    {
        var list = ApiList.Load("public-api.txt");
        var header = TypeHeader.Of(typeof(IDataView));

        Assert.Empty(list.Missing(header, ["public long? GetRowCount();"]));
        Assert.Equal(["type Microsoft.ML.IDataView: public int GetRowCount();"], list.Missing(header, ["public int GetRowCount();"]));
        Assert.Equal(["type public class Microsoft.ML.Foreign"], list.Missing("public class Microsoft.ML.Foreign", []));
    }
}
