using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Doubles;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Offline.Tests.Internals;

public class ComponentCatalogTests
{
    [Fact]
    public void RegisteringAnAssemblyMakesItsClassesKnown()
    {
        var catalog = new MLContext().ComponentCatalog;
        Assert.Null(catalog.GetLoadableClassInfo<SignatureLoadModel>(Shift.LoaderSignature));

        catalog.RegisterAssembly(typeof(Shift).Assembly);
        catalog.RegisterAssembly(typeof(Shift).Assembly);

        Assert.Equal(typeof(Shift), catalog.GetLoadableClassInfo<SignatureLoadModel>(Shift.LoaderSignature)!.LoaderType);
        Assert.Null(catalog.GetLoadableClassInfo<Action>(Shift.LoaderSignature));
    }

    [Fact]
    public void TheLoaderOfChainsIsKnownFromTheStart()
    {
        var loader = new MLContext().ComponentCatalog.GetLoadableClassInfo<SignatureLoadModel>("TransformerChain");

        Assert.Equal(typeof(TransformerChain<ITransformer>), loader!.InstanceType);
    }

    [Fact]
    public void AConstructorOrACreateMethodMakesTheInstance()
    {
        IHostEnvironment env = new MLContext();

        Assert.Equal(3, ((ByConstructor)Info(typeof(ByConstructor)).CreateInstance(env, 3)).Value);
        Assert.Equal(4, ((ByMethod)Info(typeof(ByMethod)).CreateInstance(env, 4)).Value);
    }

    [Fact]
    public void NoneOrBothIsRefused()
    {
        Assert.Contains(nameof(ByNothing), Assert.Throws<InvalidOperationException>(() => Info(typeof(ByNothing))).Message);
        Assert.Contains(nameof(ByBoth), Assert.Throws<InvalidOperationException>(() => Info(typeof(ByBoth))).Message);
    }

    private static ComponentCatalog.LoadableClassInfo Info(Type type) =>
        new(new LoadableClassAttribute(type, null, typeof(SignatureOfValue), type.Name, type.Name));

    private delegate void SignatureOfValue(int value);

    private sealed class ByConstructor
    {
        private ByConstructor(IHostEnvironment env, int value) => Value = env is null ? 0 : value;

        public int Value { get; }
    }

    private sealed class ByMethod
    {
        public required int Value { get; init; }

        private static ByMethod Create(IHostEnvironment env, int value) => new() { Value = env is null ? 0 : value };
    }

    private sealed class ByNothing;

    private sealed class ByBoth
    {
        private ByBoth(IHostEnvironment env, int value)
        {
            ArgumentNullException.ThrowIfNull(env);
            Value = value;
        }

        public int Value { get; }

        private static ByBoth Create(IHostEnvironment env, int value) => new(env, value);
    }
}
