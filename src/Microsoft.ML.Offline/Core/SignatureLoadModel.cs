namespace Microsoft.ML;

/// <summary>The signature of what is loaded from a model: after the environment come these parameters.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);
