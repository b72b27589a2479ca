using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The transforms of an <see cref="MLContext"/>; the extension classes of this folder fill it.</summary>
public sealed class TransformsCatalog
{
    internal TransformsCatalog(IHostEnvironment env)
    {
        Environment = env;
        Conversion = new ConversionTransforms(env);
    }

    /// <summary>The transforms that change the type of a column.</summary>
    public ConversionTransforms Conversion { get; }

    internal IHostEnvironment Environment { get; }

    /// <summary>The transforms that change the type of a column.</summary>
    public sealed class ConversionTransforms
    {
        internal ConversionTransforms(IHostEnvironment env)
        {
            Environment = env;
        }

        internal IHostEnvironment Environment { get; }
    }
}
