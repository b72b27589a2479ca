using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Interop;

/// <summary>A transformer that <see cref="TransformerLoader{T}"/> can restore.</summary>
internal interface ILoadableTransformer<T>
    where T : ILoadableTransformer<T>
{
    static abstract ComponentFormat Format { get; }

    static abstract T Load(IHostEnvironment env, PayloadReader reader);
}
