using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Interop;

/// <summary>
/// How ML.NET finds the loader that a model file names in its header: one line beside each transformer,
/// <c>[assembly: LoadableTransformer&lt;T&gt;("what it is")]</c>. A completion finds the models that files have inside by it too.
/// </summary>
internal abstract class LoadableTransformerAttribute(string summary, Type transformer, Type loader, ComponentFormat format)
    : LoadableClassAttributeBase(summary, transformer, loader, null, [typeof(SignatureLoadModel)], summary, format.LoaderSignature)
{
    internal Type TransformerType { get; } = transformer;

    internal string LoaderSignature { get; } = format.LoaderSignature;

    /// <summary>Reads one that stands inside the payload of another component.</summary>
    internal abstract ITransformer Read(IHostEnvironment env, PayloadReader reader);
}

/// <inheritdoc/>
/// <typeparam name="T">The transformer. That it stands here keeps its loader where an application is trimmed.</typeparam>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableTransformerAttribute<T>(string summary) : LoadableTransformerAttribute(summary, typeof(T), typeof(TransformerLoader<T>), T.Format)
    where T : class, ITransformer, ILoadableTransformer<T>
{
    internal override ITransformer Read(IHostEnvironment env, PayloadReader reader) => reader.ReadNested(T.Format, nested => T.Load(env, nested));
}
